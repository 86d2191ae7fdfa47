"""A step of a migration that creates many tables at once."""

from collections.abc import Iterable, Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Model

Step = CreateModel | AddField | AddIndex | AddConstraint


class Tables(Operation):
    """Create the tables of an app as they stand after all steps.

    Django renders the models of the whole project anew after each step that changes one: with a hundred models, the
    first start of an installation spent a quarter of its time there. Here they are rendered once, and each table is
    created whole. The steps are those that `makemigrations` writes; each may only touch a table that they create.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: Sequence[Step]) -> None:
        """Take the steps; ValueError for one that needs a table of before."""
        self.operations = list(operations)
        self.names = [step.name for step in self.operations if isinstance(step, CreateModel)]
        made = {name.lower() for name in self.names}
        for step in self.operations:
            if not isinstance(step, CreateModel) and step.model_name.lower() not in made:
                raise ValueError(f"{step.describe()}: the table is not created here")

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Let each step change the state while nothing is rendered."""
        state.__dict__.pop("apps", None)
        for step in self.operations:
            step.state_forwards(app_label, state)

    def _models(self, app_label: str, editor: BaseDatabaseSchemaEditor, state: ProjectState) -> Iterable[type[Model]]:
        for name in self.names:
            model = state.apps.get_model(app_label, name)
            if self.allow_migrate_model(editor.connection.alias, model):
                yield model

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, _from: ProjectState, to_state: ProjectState
    ) -> None:
        """Create each table with all its columns, indexes and constraints; foreign keys come last."""
        for model in self._models(app_label, schema_editor, to_state):
            schema_editor.create_model(model)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, _to: ProjectState
    ) -> None:
        """Drop the tables."""
        for model in reversed(list(self._models(app_label, schema_editor, from_state))):
            schema_editor.delete_model(model)

    def references_model(self, name: str, app_label: str) -> bool:
        """Return whether one of the steps touches the model."""
        return any(step.references_model(name, app_label) for step in self.operations)

    def describe(self) -> str:
        """Say what is created."""
        return f"Create {len(self.names)} tables"
