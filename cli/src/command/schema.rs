//! `paperboat schema`: what commands print with `--json`, as JSON schemas.

use crate::exit::Exit;
use crate::ui::Ui;

/// The commands with the schema of what each prints; `error` is what any of them prints when it cannot do its work, `shard` a
/// part of a comparison.
pub const SCHEMAS: [(&str, &str); 34] = [
    ("check", include_str!("../../schema/check.json")),
    ("compare", include_str!("../../schema/compare.json")),
    ("merge", include_str!("../../schema/compare.json")),
    ("shard", include_str!("../../schema/shard.json")),
    ("test", include_str!("../../schema/test.json")),
    ("fault", include_str!("../../schema/fault.json")),
    ("advance", include_str!("../../schema/advance.json")),
    ("scenario", include_str!("../../schema/scenario.json")),
    ("plan", include_str!("../../schema/plan.json")),
    ("diagram", include_str!("../../schema/diagram.json")),
    ("deploy", include_str!("../../schema/verb.json")),
    ("push", include_str!("../../schema/push.json")),
    ("update", include_str!("../../schema/verb.json")),
    ("rollback", include_str!("../../schema/verb.json")),
    ("scale", include_str!("../../schema/verb.json")),
    ("status", include_str!("../../schema/status.json")),
    ("logs", include_str!("../../schema/logs.json")),
    ("exec", include_str!("../../schema/exec.json")),
    ("destroy", include_str!("../../schema/destroy.json")),
    ("leftovers", include_str!("../../schema/leftovers.json")),
    ("events", include_str!("../../schema/events.json")),
    ("why", include_str!("../../schema/events.json")),
    ("policy", include_str!("../../schema/policy.json")),
    ("serve", include_str!("../../schema/serve.json")),
    ("shell", include_str!("../../schema/shell.json")),
    ("env", include_str!("../../schema/env.json")),
    ("doctor", include_str!("../../schema/doctor.json")),
    ("config", include_str!("../../schema/config.json")),
    ("model", include_str!("../../schema/model.json")),
    ("book", include_str!("../../schema/book.json")),
    ("schema", include_str!("../../schema/schema.json")),
    ("completions", include_str!("../../schema/completions.json")),
    ("man", include_str!("../../schema/man.json")),
    ("error", include_str!("../../schema/error.json")),
];

/// Prints the schema of a command's data; without a command, which there are.
pub fn schema(ui: &Ui, command: Option<&str>) -> Exit {
    let names = || SCHEMAS.map(|(name, _)| name).join(", ");
    let Some(command) = command else {
        let names = SCHEMAS.map(|(name, _)| name);
        if ui.json {
            ui.json(&names.as_slice());
        } else {
            ui.out(&names.join("\n"));
        }
        return Exit::Success;
    };
    match SCHEMAS.iter().find(|(name, _)| *name == command) {
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
