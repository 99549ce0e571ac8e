//! What is wrong with a session, in the person's language.

use crate::exit::Exit;
use crate::session::{JournalError, ReplayError, SessionError};
use crate::ui::Ui;

/// Says what is wrong with a session; gives the exit code.
pub(super) fn say(ui: &Ui, error: &SessionError) -> Exit {
    match error {
        SessionError::None { name } => ui.fail(Exit::Usage, "session-none", &[("name", name)]),
        SessionError::Several { names } => {
            ui.fail(Exit::Usage, "session-several", &[("names", names)])
        }
        SessionError::Exists { name } => ui.fail(Exit::Usage, "session-exists", &[("name", name)]),
        SessionError::Name { name } => ui.fail(Exit::Usage, "session-name", &[("name", name)]),
        SessionError::Journal(JournalError::Io { path, source }) => ui.fail(
            Exit::Io,
            "session-io",
            &[("path", path), ("reason", &source.to_string())],
        ),
        SessionError::Journal(JournalError::InUse { path }) => {
            ui.fail(Exit::Io, "session-in-use", &[("path", path)])
        }
        SessionError::Journal(JournalError::Damaged { path, line: 1, .. }) => {
            ui.fail(Exit::Io, "session-no-beginning", &[("path", path)])
        }
        SessionError::Journal(JournalError::Damaged { path, line, reason }) => {
            let line = line.to_string();
            ui.fail(
                Exit::Io,
                "session-damaged",
                &[("path", path), ("line", &line), ("reason", reason)],
            )
        }
        SessionError::Replay { path, error } => match error {
            ReplayError::OtherModel { was, is } => ui.fail(
                Exit::Io,
                "session-other-model",
                &[("path", path), ("was", was), ("is", is)],
            ),
            ReplayError::NoBeginning => {
                ui.fail(Exit::Io, "session-no-beginning", &[("path", path)])
            }
            ReplayError::Misfit { index, reason } => {
                let line = (index + 1).to_string();
                let said = [("path", path.as_str()), ("line", &line), ("reason", reason)];
                ui.fail(Exit::Io, "session-damaged", &said)
            }
            ReplayError::Override(_) | ReplayError::Impossible => unreadable(ui, error),
        },
        SessionError::Kept(error) => unreadable(ui, error),
    }
}

fn unreadable(ui: &Ui, reason: &dyn std::error::Error) -> Exit {
    let reason = reason.to_string();
    ui.fail(Exit::Io, "session-unreadable", &[("reason", &reason)])
}
