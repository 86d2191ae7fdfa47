"""The outgoing half: a draft's words, rules, rights and reads, until it becomes a line of the register."""
