"""Acts on plans, case files, hand-overs, loans and disposals."""
