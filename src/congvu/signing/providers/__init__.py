"""Where private keys are: the vault, a PKCS#11 device, a remote service, the user's own token."""
