//! Why something failed, in the reader's language.

use paperboat_core::check::Sentence as _;
use paperboat_core::error::{Cause, Root};
use paperboat_core::event::EventId;
use paperboat_core::strategy::Refusal;

use super::number::seconds;
use crate::exit::Exit;
use crate::style::strong;
use crate::ui::{Complaint, Ui};

/// Words for a cause, and on the next line what can be done about it, where that is known.
#[must_use]
pub fn explained(ui: &Ui, cause: &Cause) -> String {
    let said = std::iter::once(self::cause(ui, cause));
    let advice = advice(ui, cause).into_iter().map(|a| help(ui, &a));
    said.chain(advice).collect::<Vec<_>>().join("\n")
}

/// What can be done about a cause, a sentence for each thing that stands in the way; none where nothing is known.
#[must_use]
pub fn advice(ui: &Ui, cause: &Cause) -> Vec<String> {
    match cause {
        Cause::Refused { refusals } => refusals.iter().map(|r| refusal(ui, r).1).collect(),
        other => remedy(ui, other.remedy()).into_iter().collect(),
    }
}

/// Says that something failed because of a cause, in a sentence of the catalogues that takes it as `why`, with what can be
/// done about the cause.
pub fn fail_because(ui: &Ui, key: &str, arguments: &[(&str, &str)], cause: &Cause) -> Exit {
    fail_rooted(ui, key, arguments, cause, None)
}

/// As [`fail_because`], with the root that the events of a deployment of this name show, and what can be done about that.
pub fn fail_rooted(
    ui: &Ui,
    key: &str,
    arguments: &[(&str, &str)],
    cause: &Cause,
    root: Option<(&str, &(EventId, Root))>,
) -> Exit {
    let mut why = self::cause(ui, cause);
    let mut remedies = advice(ui, cause);
    if let Some((name, (event, root))) = root {
        why = format!("{why}\n{}", root_line(ui, name, *event, root));
        remedies = vec![fix(ui, root)];
    }
    let said = [arguments, &[("why", why.as_str())]].concat();
    let complaint = Complaint {
        code: key,
        message: ui.text.with(key, &said),
        remedies,
        more: serde_json::Map::new(),
    };
    ui.fault(Exit::Failed, complaint)
}

/// Words for a cause with the root that its events show, and what can be done about that root; as [`explained`] where
/// the events show none.
#[must_use]
pub fn rooted(ui: &Ui, name: &str, cause: &Cause, root: Option<&(EventId, Root)>) -> String {
    let Some((event, root)) = root else {
        return explained(ui, cause);
    };
    let why = self::cause(ui, cause);
    let fix = help(ui, &fix(ui, root));
    // Outside, only the step's own words tell a root: they stand in the cause already, with logs on lines of their own.
    let first = root.detail.split(';').next().unwrap_or_default();
    if root.subject.is_empty() && why.contains(first) {
        return format!("{why}\n{fix}");
    }
    format!("{why}\n{}\n{fix}", root_line(ui, name, *event, root))
}

/// The line that says what a root is, and how to ask for what led from it.
fn root_line(ui: &Ui, name: &str, event: EventId, root: &Root) -> String {
    let (what, event) = (root_words(ui, root), event.0.to_string());
    let said = [("what", &*what), ("event", &event), ("name", name)];
    ui.text.with("root-line", &said)
}

/// The sentence that says what a root is.
#[must_use]
pub fn root_words(ui: &Ui, root: &Root) -> String {
    let mut root = root.clone();
    if root.key == "fault" {
        root.detail = ui.text.get(&format!("fault-{}", root.detail));
    }
    let words = ui.text.with(&format!("root-{}", root.key), &members(&root));
    // A root without a subject leaves a gap in the sentence.
    words.replace("  ", " ")
}

/// The sentence that says what can be done about a root.
#[must_use]
pub fn fix(ui: &Ui, root: &Root) -> String {
    ui.text.with(&format!("fix-{}", root.key), &members(root))
}

fn members(root: &Root) -> [(&str, &str); 3] {
    [
        ("subject", &root.subject),
        ("detail", &root.detail),
        ("other", &root.other),
    ]
}

/// A line that says what can be done.
#[must_use]
pub fn help(ui: &Ui, sentence: &str) -> String {
    format!("{}: {sentence}", strong(&ui.text.get("level-help")))
}

/// The sentence for one of core's remedies.
#[must_use]
pub fn remedy(ui: &Ui, key: Option<&str>) -> Option<String> {
    key.map(|key| ui.text.get(&format!("do-{key}")))
}

/// Words for a cause; what AWS, Docker or a program said stays as it was said.
#[must_use]
pub fn cause(ui: &Ui, cause: &Cause) -> String {
    let text = &ui.text;
    let with_log = |said: String, log: &[String]| {
        let lines: String = log.iter().map(|line| format!("\n    | {line}")).collect();
        said + &lines
    };
    match cause {
        Cause::Refused { refusals } => {
            let said: Vec<String> = refusals.iter().map(|r| refusal(ui, r).0).collect();
            said.join("\n")
        }
        Cause::Impossible { key, subject } => {
            text.with(&format!("refused-{key}"), &[("subject", subject)])
        }
        Cause::TimedOut {
            waiting_for,
            waited_s,
            last_seen,
            log,
        } => {
            let what = text.get(&format!("wait-{waiting_for}"));
            let waited = seconds(*waited_s as f64);
            let said = text.with(
                "cause-timed-out",
                &[("what", &what), ("waited", &waited), ("seen", last_seen)],
            );
            with_log(said, log)
        }
        Cause::RolledBack { what, reason, log } => with_log(
            text.with("cause-rolled-back", &[("what", what), ("reason", reason)]),
            log,
        ),
        Cause::GivenBack { what, because, log } => {
            let reason = self::cause(ui, because);
            let said = [("what", what.as_str()), ("reason", &reason)];
            with_log(text.with("cause-rolled-back", &said), log)
        }
        Cause::Command {
            command,
            exit_code,
            last_lines,
        } => {
            let code = exit_code.to_string();
            let said = text.with("cause-command", &[("command", command), ("code", &code)]);
            with_log(
                said,
                &last_lines.lines().map(str::to_owned).collect::<Vec<_>>(),
            )
        }
        Cause::Call { .. } => cause.to_string(),
    }
}

/// Words for what stands in the way of a deployment, and for what can be done about it.
fn refusal(ui: &Ui, refusal: &Refusal) -> (String, String) {
    let args = refusal.args.iter();
    let args: Vec<(&str, &str)> = args.map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let reason = ui.text.with(refusal.why.reason().key(), &args);
    let said = [("key", refusal.key.as_str()), ("reason", &reason)];
    (
        ui.text.with("refused-key", &said),
        ui.text.with(refusal.why.remedy().key(), &args),
    )
}
