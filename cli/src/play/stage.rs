//! The terminal of the play: keys, and a screen that is put back as it was.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use crossterm::terminal::{self, Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{cursor, execute, queue, style::Print};

use super::film::Film;
use super::question::{Answer, Question};
use super::runs::{LANES, Runs, scenario};
use super::summary::{about, document};
use crate::exit::Exit;
use crate::report::scenario_parts;
use crate::style::{paint, strong};
use crate::ui::Ui;

/// Between two pictures: quick enough to look smooth, slow enough for a line over SSH (own choice).
const PICTURE: Duration = Duration::from_millis(100);
/// What a program ends with that was interrupted: 128 and the number of the signal, as shells count.
const INTERRUPTED: Exit = Exit::Command(130);

/// What came of the questions.
pub(super) enum Predicted {
    /// What was predicted; none where a question was left open.
    Answers([Option<Answer>; 2]),
    /// Somebody wants to see the end.
    Skipped,
    /// Somebody wants to leave.
    Left,
}

/// What a key means here.
enum Key {
    Letter(char),
    On,
    Skip,
    Leave,
}

/// Tells whether somebody sits at a terminal that can be drawn on.
pub(super) fn is_there() -> bool {
    let dumb = std::env::var("TERM").is_ok_and(|kind| kind == "dumb");
    io::stdin().is_terminal() && io::stdout().is_terminal() && !dumb
}

/// Asks for both predictions.
pub(super) fn ask(ui: &Ui) -> Predicted {
    let text = &ui.text;
    let scenario = scenario();
    let parts = scenario_parts(ui, &scenario).join(", ");
    let hours = (scenario.horizon.as_secs() / 3_600).to_string();
    ui.report(&format!(
        "{}\n{}",
        strong(&text.get("play-open")),
        about(ui)
    ));
    ui.report(&text.get("play-predict"));
    let mut answers = [None; 2];
    for (n, question) in Question::ALL.into_iter().enumerate() {
        let asked = text.with(
            &format!("play-ask-{}", question.key()),
            &[("parts", &parts), ("hours", &hours)],
        );
        // Keys are read from before the question can be seen: one that is pressed earlier would wait for the end of its line.
        let Ok(raw) = Raw::begin() else {
            return Predicted::Skipped;
        };
        let number = n + 1;
        ui.report_in_raw_mode(&format!("\n{}", strong(&format!("{number}. {asked}"))));
        let alike = text.get("play-alike");
        let offered = [LANES[0], LANES[1], &alike];
        let offered = ["a", "b", "c"].iter().zip(offered);
        let offered: Vec<String> = offered
            .map(|(key, word)| format!("{key}) {word}"))
            .collect();
        ui.report_in_raw_mode(&format!("   {}", offered.join("   ")));
        let answer = loop {
            match pressed() {
                Key::Letter(letter) => {
                    let place = "abc".chars().position(|known| known == letter);
                    if let Some(place) = place {
                        break Some(Answer::ALL[place]);
                    }
                }
                Key::On => break None,
                Key::Skip => return Predicted::Skipped,
                Key::Leave => return Predicted::Left,
            }
        };
        drop(raw);
        let word = match answer {
            Some(Answer::Lane(place)) => LANES[place].to_owned(),
            Some(Answer::Alike) => alike,
            None => text.get("play-left-open"),
        };
        ui.report(&format!("   > {word}"));
        answers[n] = answer;
    }
    Predicted::Answers(answers)
}

/// Plays runs, and says what happened.
pub(super) fn show(ui: &Ui, runs: &Runs, predicted: Predicted) -> Exit {
    let answers = match predicted {
        Predicted::Answers(answers) => {
            // A terminal that cannot be drawn on still shows what happened.
            if let Ok(Ended::Left) = run(ui, &Film::of(ui, runs)) {
                return INTERRUPTED;
            }
            answers
        }
        Predicted::Skipped => [None; 2],
        Predicted::Left => return INTERRUPTED,
    };
    ui.report(&document(ui, runs, Some(&answers)).plain());
    Exit::Success
}

/// Draws one picture after the other until the end, or until a key says that it is enough.
fn run(ui: &Ui, film: &Film<'_>) -> io::Result<Ended> {
    let _screen = Screen::open()?;
    let mut out = io::stdout();
    let began = Instant::now();
    loop {
        let after = began.elapsed();
        if after >= Film::length() {
            return Ok(Ended::Seen);
        }
        let (columns, rows) = terminal::size()?;
        let lines = film.frame(after, usize::from(columns.saturating_sub(1)));
        queue!(out, cursor::MoveTo(0, 0))?;
        for line in lines.iter().take(usize::from(rows.saturating_sub(1))) {
            let line = paint(line, ui.colour_out());
            let end = Clear(ClearType::UntilNewLine);
            queue!(out, Print(line), end, Print("\r\n"))?;
        }
        queue!(out, Clear(ClearType::FromCursorDown))?;
        out.flush()?;
        if event::poll(PICTURE)? {
            match meaning(&event::read()?) {
                None | Some(Key::Letter(_)) => {}
                Some(Key::On | Key::Skip) => return Ok(Ended::Seen),
                Some(Key::Leave) => return Ok(Ended::Left),
            }
        }
    }
}

/// How the pictures ended.
enum Ended {
    Seen,
    Left,
}

/// Waits for a key, in raw mode. Where none can be read, nobody can answer.
fn pressed() -> Key {
    loop {
        match event::read().map(|event| meaning(&event)) {
            Ok(None) => {}
            Ok(Some(key)) => return key,
            Err(_) => return Key::Skip,
        }
    }
}

/// What an event means; nothing where it is no key that was pressed.
fn meaning(event: &Event) -> Option<Key> {
    let Event::Key(key) = event else {
        return None;
    };
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Char('c' | 'd') if control => Some(Key::Leave),
        KeyCode::Char('q') | KeyCode::Esc => Some(Key::Skip),
        KeyCode::Enter | KeyCode::Char(' ') => Some(Key::On),
        KeyCode::Char(letter) => Some(Key::Letter(letter.to_ascii_lowercase())),
        _ => None,
    }
}

/// Keys as they are pressed, until this is dropped.
struct Raw;

impl Raw {
    fn begin() -> io::Result<Self> {
        terminal::enable_raw_mode()?;
        Ok(Self)
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        // A terminal that has gone away has nothing to be put back.
        let _ = terminal::disable_raw_mode();
    }
}

/// A screen of its own, until this is dropped.
struct Screen {
    _raw: Raw,
}

impl Screen {
    fn open() -> io::Result<Self> {
        let raw = Raw::begin()?;
        execute!(io::stdout(), EnterAlternateScreen, cursor::Hide)?;
        Ok(Self { _raw: raw })
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = execute!(io::stdout(), cursor::Show, LeaveAlternateScreen);
    }
}
