"""The contract that apps touch each other only through public faces; import-linter loads it."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class PublicFaceContract(Contract):
    """A module of one app may import, of another app, only the modules named in `faces`."""

    faces = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Return the imports that go past a public face."""
        broken = sorted(
            (importer, imported)
            for importer in graph.modules
            for imported in graph.find_modules_directly_imported_by(importer)
            if self._past_the_face(importer, imported)
        )
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import that goes past a face."""
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} imports {imported}; only {', '.join(sorted(self.faces))} are public")

    def _past_the_face(self, importer: str, imported: str) -> bool:
        here, there = importer.split("."), imported.split(".")
        if len(here) < 3 or len(there) < 3 or here[:2] == there[:2] or there[0] != "congvu":
            return False
        return there[2] not in self.faces
