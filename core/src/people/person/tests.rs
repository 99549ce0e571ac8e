use std::sync::Arc;
use std::time::Duration;

use super::{Doing, Person};
use crate::aws::Request;
use crate::aws::host::Exec;
use crate::people::{Chances, Made, People, Routine, Slip, Task, Typing};

const TYPING: Typing = Typing {
    mental_s: 1.0,
    keystroke_s: 0.0,
    pointing_s: 0.0,
    factor: 1.0,
};

fn enable() -> Request {
    command("sudo systemctl enable --now docker")
}

fn command(command: &str) -> Request {
    Request::from(Exec {
        command: command.to_owned(),
        ..Exec::default()
    })
}

/// Somebody for whom each draw is this number.
fn always(routine: Routine, drawn: f64) -> Person {
    let people = People {
        typing: TYPING,
        routine,
        slips: Some(Chances {
            command: 0.5,
            script_run: 0.0,
            tool_run: 0.5,
        }),
    };
    Person::new(people, Arc::new(move |_, _| drawn))
}

fn slip(doing: &Doing) -> Option<Slip> {
    doing.slip.as_ref().map(|done| done.slip)
}

#[test]
fn who_pastes_types_each_time_and_may_go_wrong_each_time() {
    let mut person = always(Routine::Pasted, 0.0);
    for _ in 0..2 {
        assert_eq!(person.begin(Task::Deploy), None);
        let doing = person.does(Task::Deploy, &enable(), true);
        assert_eq!(slip(&doing), Some(Slip::DaemonNotEnabled));
        let (typed, took) = doing.typed.expect("it was typed");
        assert!(typed.contains("systemctl start docker"), "{typed}");
        assert_eq!(took, Duration::from_secs(1));
        assert!(person.slipped());
        person.mend(Task::Deploy);
    }
}

#[test]
fn what_cannot_go_wrong_unnoticed_is_typed_twice() {
    let mut person = always(Routine::Pasted, 0.0);
    let doing = person.does(Task::Deploy, &command("uptime"), true);
    assert_eq!(slip(&doing), Some(Slip::Retyped));
    assert_eq!(doing.made, None);
    assert_eq!(
        doing.typed.map(|(_, took)| took),
        Some(Duration::from_secs(2))
    );
    assert!(!person.slipped());
}

#[test]
fn a_line_of_a_script_is_written_once_and_wrong_until_somebody_looks() {
    let mut person = always(Routine::Script, 0.0);
    let begun = person.begin(Task::Deploy).expect("one command");
    assert_eq!(begun.0, "bash deploy.sh");
    let first = person.does(Task::Deploy, &enable(), true);
    assert!(first.typed.is_some());
    assert_eq!(slip(&first), Some(Slip::DaemonNotEnabled));
    person.begin(Task::Deploy);
    let again = person.does(Task::Deploy, &enable(), true);
    assert!(again.typed.is_none(), "the script has it");
    assert_eq!(again.made, first.made);
    person.mend(Task::Deploy);
    person.begin(Task::Deploy);
    let mended = person.does(Task::Deploy, &enable(), true);
    assert_eq!((mended.made, mended.typed), (None, None));
    // Another task has a script of its own.
    person.begin(Task::Update);
    assert!(person.does(Task::Update, &enable(), true).typed.is_some());
}

#[test]
fn a_tool_is_one_command_and_goes_wrong_once_a_run_at_most() {
    // Of all slips, the draw takes the one in the middle: it waits for a request to which it can happen.
    let at = |slip: Slip| {
        let place = Slip::ALL
            .iter()
            .position(|each| *each == slip)
            .expect("it is one");
        (place as f64 + 0.5) / Slip::ALL.len() as f64
    };
    let drawn = at(Slip::DaemonNotEnabled);
    assert!(drawn < 0.5, "the run goes wrong");
    let mut person = always(Routine::Tool, drawn);
    let begun = person.begin(Task::Deploy).expect("one command");
    assert_eq!(begun.0, "paperboat deploy");
    let other = person.does(Task::Deploy, &command("uptime"), true);
    assert_eq!((slip(&other), other.typed), (None, None));
    let doing = person.does(Task::Deploy, &enable(), true);
    assert_eq!(slip(&doing), Some(Slip::DaemonNotEnabled));
    assert!(matches!(doing.made, Some(Made::Instead(_))));
    let second = person.does(Task::Deploy, &enable(), true);
    assert_eq!(second.made, None);
}

#[test]
fn who_is_never_wrong_is_never_wrong() {
    let mut person = Person::faultless(TYPING);
    for _ in 0..100 {
        let doing = person.does(Task::Deploy, &enable(), true);
        assert_eq!((doing.made, doing.slip), (None, None));
    }
}
