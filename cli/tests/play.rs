//! `paperboat` without a command: what is seen at each moment, what is said without a terminal, and a person at one.

mod person;

use std::time::Duration;

use clap::Parser;
use paperboat::args::Cli;
use paperboat::play::{Film, Runs};
use paperboat::style::paint;
use paperboat::ui::Ui;
use person::{err, out, paperboat};
use textwrap::core::display_width;

fn ui(language: &str) -> Ui {
    Ui::new(&Cli::parse_from(["paperboat", "--lang", language]))
}

#[test]
fn every_picture_fits_its_terminal_and_time_goes_on() {
    for language in ["en", "es"] {
        let ui = ui(language);
        let runs = Runs::of_example(&ui);
        let film = Film::of(&ui, &runs);
        let steps = Film::length().as_millis() / 250;
        for columns in [79, 119, 199] {
            let mut pictures: Vec<Vec<String>> = Vec::new();
            for n in 0..=steps {
                let after = Duration::from_millis(250) * u32::try_from(n).expect("few");
                let lines = film.frame(after, columns);
                assert!(lines.len() <= 23, "{}", lines.join("\n"));
                for line in &lines {
                    assert!(display_width(line) <= columns, "{columns}: {line}");
                    assert!(!paint(line, false).contains('\u{1b}'));
                }
                pictures.push(lines);
            }
            pictures.dedup();
            // Each of the three times that an act stands still is one picture.
            assert!(pictures.len() > 100, "{}", pictures.len());
            let heights: Vec<usize> = pictures.iter().map(Vec::len).collect();
            let changes = heights.windows(2).filter(|pair| pair[0] != pair[1]);
            assert!(changes.count() <= 1, "an act keeps its height: {heights:?}");
        }
    }
}

#[test]
fn the_acts_end_with_what_the_run_came_to() {
    let ui = ui("en");
    let runs = Runs::of_example(&ui);
    let film = Film::of(&ui, &runs);
    let acts = [
        film.deploying(f64::MAX, 80),
        film.serving(f64::MAX, 80),
        film.frame(Film::length(), 80),
    ];
    let acts = acts.map(|lines| paint(&lines.join("\n"), false));
    for lane in &runs.comparison.lanes {
        let answered = paperboat::report::seconds(lane.first_answer_s.expect("an answer"));
        let line = paint(
            &format!("{}: first answer after {answered}", lane.lane),
            false,
        );
        assert!(acts[0].contains(&line), "{line}\n{}", acts[0]);
        let parts = lane.parts_with_users().map(|part| part.totals.lost);
        let lost = paperboat::report::count(parts.sum::<f64>());
        let line = paint(&format!("{}: {lost} requests lost", lane.lane), false);
        assert!(acts[2].contains(&line), "{line}\n{}", acts[2]);
    }
}

/// The figures are those of the comparison of the same file, and no others.
#[test]
fn without_a_terminal_the_summary_is_printed() {
    let empty = tempfile::tempdir().expect("a folder");
    let output = paperboat(empty.path(), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert_eq!(err(&output), "");
    let said = out(&output);
    assert!(!said.contains('\u{1b}'), "{said}");
    let example = person::examples().join("guestbook/compose.yaml");
    let example = example.to_str().expect("a path");
    let compared = [
        "compare",
        example,
        "--lanes",
        "ec2-careful,fargate",
        "--json",
    ];
    let data: serde_json::Value =
        serde_json::from_str(&out(&paperboat(empty.path(), &compared))).expect("data");
    for lane in data["lanes"].as_array().expect("lanes") {
        let answered = lane["firstAnswerS"].as_f64().expect("seconds");
        let answered = paperboat::report::seconds(answered);
        let answered = paint(&answered, false);
        assert!(said.contains(&answered), "{answered}: {said}");
    }
    let own: serde_json::Value =
        serde_json::from_str(&out(&paperboat(empty.path(), &["--json"]))).expect("data");
    assert_eq!(own["lanes"], data["lanes"]);
    assert_eq!(own["rows"], data["rows"]);
    let spanish = out(&paperboat(empty.path(), &["--lang", "es"]));
    assert!(spanish.contains("Qué pasó"), "{spanish}");
    assert_eq!(spanish.lines().count(), said.lines().count());
}

#[cfg(unix)]
mod at_a_terminal {
    use std::fs::File;
    use std::io::{Read, Write};
    use std::num::NonZero;
    use std::os::fd::OwnedFd;
    use std::process::{Child, Stdio};
    use std::time::{Duration, Instant};

    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use rustix::termios::{Winsize, tcsetwinsize};

    use super::person;

    /// As long as the slowest picture may take on a busy machine.
    const LONGEST: Duration = Duration::from_secs(120);

    fn least_one(n: u16) -> NonZero<u16> {
        NonZero::new(n).expect("a size")
    }

    /// Somebody at a terminal.
    struct Sitting {
        keys: File,
        seen: std::sync::mpsc::Receiver<Vec<u8>>,
        written: Vec<u8>,
        screen: vt100::Parser,
        program: Child,
    }

    impl Sitting {
        fn down(rows: u16, columns: u16, variables: &[(&str, &str)]) -> Self {
            let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
            grantpt(&master).expect("a terminal");
            unlockpt(&master).expect("a terminal");
            let name = ptsname(&master, Vec::new()).expect("a name");
            let size = Winsize {
                ws_row: rows,
                ws_col: columns,
                ws_xpixel: 0,
                ws_ypixel: 0,
            };
            let path = name.to_str().expect("a path");
            let open = || {
                let options = File::options().read(true).write(true).open(path);
                OwnedFd::from(options.expect("the other end"))
            };
            let end = open();
            tcsetwinsize(&end, size).expect("a size");
            let empty = std::env::temp_dir();
            let mut command = person::program(&empty, &["--lang", "en"]);
            command.env("TERM", "xterm-256color");
            command.envs(variables.iter().copied());
            command.stdin(Stdio::from(open())).stdout(Stdio::from(end));
            command.stderr(Stdio::from(open()));
            let program = command.spawn().expect("the program");
            drop(command);
            let keys = File::from(master);
            let mut reader = keys.try_clone().expect("the terminal");
            let (send, seen) = std::sync::mpsc::channel();
            std::thread::spawn(move || {
                let mut bytes = [0; 4096];
                // The end of a terminal is an error of its own on Linux.
                while let Ok(n @ 1..) = reader.read(&mut bytes) {
                    if send.send(bytes[..n].to_vec()).is_err() {
                        break;
                    }
                }
            });
            Self {
                keys,
                seen,
                written: Vec::new(),
                screen: vt100::Parser::new(least_one(rows), least_one(columns), 500),
                program,
            }
        }

        fn presses(&mut self, key: &str) {
            self.keys.write_all(key.as_bytes()).expect("a key");
        }

        fn contents(&self) -> String {
            self.screen.screen().contents()
        }

        /// Waits until the screen shows words.
        fn sees(&mut self, words: &str) {
            let until = Instant::now() + LONGEST;
            while !self.contents().contains(words) {
                let left = until.saturating_duration_since(Instant::now());
                assert!(!left.is_zero(), "no {words:?} on\n{}", self.contents());
                self.takes(left);
            }
        }

        /// Takes what is written next; whether there was any.
        fn takes(&mut self, within: Duration) -> bool {
            let bytes = self.seen.recv_timeout(within);
            let bytes = bytes.inspect(|bytes| {
                self.screen.process(bytes);
                self.written.extend(bytes);
            });
            bytes.is_ok()
        }

        /// Waits until the program ends; its exit code.
        fn ends(&mut self) -> Option<i32> {
            let until = Instant::now() + LONGEST;
            loop {
                if let Some(status) = self.program.try_wait().expect("a child") {
                    while self.takes(Duration::from_millis(200)) {}
                    assert!(!self.screen.screen().alternate_screen());
                    assert!(!self.screen.screen().hide_cursor());
                    return status.code();
                }
                assert!(Instant::now() < until, "{}", self.contents());
                self.takes(Duration::from_millis(50));
            }
        }
    }

    impl Drop for Sitting {
        fn drop(&mut self) {
            let _ = self.program.kill();
            let _ = self.program.wait();
        }
    }

    #[test]
    fn predictions_are_asked_both_ways_are_played_and_held_against_them() {
        for (columns, key) in [(80, "q"), (120, "\r")] {
            let mut person = Sitting::down(60, columns, &[("NO_COLOR", "1")]);
            person.sees("c) about the same");
            person.presses("x");
            person.presses("b");
            person.sees("2. ");
            person.presses("b");
            person.sees("Until the first answer: ");
            person.sees("hands type, read or decide");
            assert!(person.screen.screen().alternate_screen());
            person.presses(key);
            assert_eq!(person.ends(), Some(0));
            let end = person.contents();
            assert!(end.contains("Not as you predicted (fargate)."), "{end}");
            assert!(end.contains("As you predicted."), "{end}");
            assert!(end.contains("paperboat compare compose.yaml"), "{end}");
            // Where the cursor goes is told; no colour and no weight is.
            let written = String::from_utf8_lossy(&person.written).into_owned();
            let coloured = written.split('\u{1b}').skip(1).find(|code| {
                let end = code.find(|c: char| c.is_ascii_alphabetic());
                end.is_some_and(|end| code[end..].starts_with('m'))
            });
            assert_eq!(coloured, None);
        }
    }

    #[test]
    fn who_wants_the_end_gets_it_and_who_leaves_is_let_go() {
        let mut person = Sitting::down(60, 80, &[]);
        person.sees("1. ");
        person.presses("q");
        assert_eq!(person.ends(), Some(0));
        assert!(person.contents().contains("What happened"));
        assert!(String::from_utf8_lossy(&person.written).contains("\u{1b}[1m"));

        let mut person = Sitting::down(24, 80, &[]);
        person.sees("1. ");
        person.presses("\u{3}");
        assert_eq!(person.ends(), Some(130));
        assert!(!person.contents().contains("What happened"));

        let mut person = Sitting::down(24, 80, &[]);
        person.sees("1. ");
        person.presses("\r");
        person.sees("2. ");
        person.presses("\r");
        person.sees("Until the first answer: ");
        person.presses("\u{3}");
        assert_eq!(person.ends(), Some(130));

        let mut person = Sitting::down(60, 80, &[("TERM", "dumb")]);
        assert_eq!(
            person.ends(),
            Some(0),
            "nothing is asked where nothing can be drawn"
        );
        assert!(person.contents().contains("What happened"));
    }
}
