//! `paperboat schema`: what commands print with `--json`, as JSON schemas.

use crate::exit::Exit;
use crate::ui::Ui;

/// The commands with the schema of what each prints; `error` is what any of them prints when it cannot do its work.
///
/// `config` prints Compose's own model and `policy` an IAM policy: their makers say what those hold.
pub const SCHEMAS: [(&str, &str); 15] = [
    ("check", include_str!("../../schema/check.json")),
    ("compare", include_str!("../../schema/compare.json")),
    ("plan", include_str!("../../schema/plan.json")),
    ("deploy", include_str!("../../schema/verb.json")),
    ("update", include_str!("../../schema/verb.json")),
    ("rollback", include_str!("../../schema/verb.json")),
    ("scale", include_str!("../../schema/verb.json")),
    ("status", include_str!("../../schema/status.json")),
    ("logs", include_str!("../../schema/logs.json")),
    ("exec", include_str!("../../schema/exec.json")),
    ("destroy", include_str!("../../schema/destroy.json")),
    ("leftovers", include_str!("../../schema/leftovers.json")),
    ("events", include_str!("../../schema/events.json")),
    ("model", include_str!("../../schema/model.json")),
    ("error", include_str!("../../schema/error.json")),
];

/// Prints the schema of a command's data; without a command, which there are.
pub fn schema(ui: &Ui, command: Option<&str>) -> Exit {
    let names = || SCHEMAS.map(|(name, _)| name).join(", ");
    let Some(command) = command else {
        ui.out(&SCHEMAS.map(|(name, _)| name).join("\n"));
        return Exit::Success;
    };
    // What `why` prints are events.
    let wanted = if command == "why" { "events" } else { command };
    match SCHEMAS.iter().find(|(name, _)| *name == wanted) {
        Some((_, schema)) => {
            ui.raw(schema);
            Exit::Success
        }
        None => {
            let said = [("name", command), ("names", &names())];
            ui.fail(Exit::Usage, "schema-unknown", &said)
        }
    }
}
