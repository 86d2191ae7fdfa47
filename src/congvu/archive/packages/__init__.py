"""Archival packages of case files: SIP, AIP and DIP (TT 05/2025/TT-BNV on E-ARK CSIP, METS, EAD, PREMIS 3).

`write` makes them, `check` judges them by named rules, `read` opens them; nothing here trusts what it reads.
"""
