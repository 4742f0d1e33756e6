"""Certificates of our own, to try TLS with on loopback."""

from __future__ import annotations

import ssl
from pathlib import Path

import trustme

HOST = "deployment.test"


class Certificates:
    """A CA, the context of a server that it vouches for, and a client's files."""

    def __init__(self, folder: Path) -> None:
        self.authority = trustme.CA()
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.authority.issue_cert(HOST, "127.0.0.1").configure_cert(self.context)
        self.ca_file = folder / "ca.pem"
        self.authority.cert_pem.write_to_path(str(self.ca_file))
        self.cert, self.key = self.client(folder, "ours")
        _, self.other_key = self.client(folder, "others")

    def client(self, folder: Path, name: str) -> tuple[Path, Path]:
        """A client's certificate and its key, as files."""
        issued = self.authority.issue_cert(f"{name}.test")
        cert, key = folder / f"{name}.pem", folder / f"{name}.key"
        issued.cert_chain_pems[0].write_to_path(str(cert))
        issued.private_key_pem.write_to_path(str(key))
        return cert, key

    def demand_a_client(self) -> None:
        """Lets nobody in without a certificate."""
        self.authority.configure_trust(self.context)
        self.context.verify_mode = ssl.CERT_REQUIRED
