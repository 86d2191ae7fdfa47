"""Steps of the journeys: officials at their desks, one paper's way, what others say of its signatures."""
