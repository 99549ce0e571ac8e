//! The same charts in characters, for a terminal, as far as a time.

use textwrap::core::display_width;

use super::axis::Axis;
use super::clock::{Busy, Clock};
use super::day::Day;
use crate::style::bad;

/// Time in which hands are busy.
pub const HANDS: char = '█';
/// Time in which machines are.
pub const MACHINES: char = '░';
/// Time in which every request was answered.
pub const ANSWERED: char = '─';
/// Time in which some requests were lost.
pub const SOME_LOST: char = '▒';
/// Time in which more requests were lost than answered.
pub const MOST_LOST: char = '█';

/// Marks of a scale take so many columns: `45 min`, `1h 30m` and two blanks.
const MARK: f64 = 9.0;
/// Less than half a request is none.
const NONE: f64 = 0.5;

/// Lanes on one clock: each has its heading and a line for each row; the last line is the scale, which is that of the whole
/// time from the beginning on.
#[must_use]
pub fn clock_lines(
    clock: &Clock,
    headings: &[String],
    until_s: f64,
    columns: usize,
) -> Vec<String> {
    let rows = clock.lanes.iter().flat_map(|lane| &lane.rows);
    let label = rows.map(|row| display_width(&row.label));
    let label = label.max().unwrap_or(0);
    let cells = columns.saturating_sub(label + 2).max(1);
    let whole = clock.whole_s();
    let mut lines = Vec::new();
    for (lane, heading) in clock.lanes.iter().zip(headings) {
        lines.push(heading.clone());
        lines.extend(lane.rows.iter().map(|row| {
            let blanks = " ".repeat(label - display_width(&row.label));
            let bar = bar(row, cells, whole, until_s);
            format!(" {}{blanks} {bar}", row.label)
                .trim_end()
                .to_owned()
        }));
    }
    lines.push(format!(
        "{}{}",
        " ".repeat(label + 2),
        scale(whole, cells, MARK)
    ));
    lines
}

/// A cell stands for hands where they were busy for half of what was done in it.
fn bar(row: &Busy, cells: usize, whole_s: f64, until_s: f64) -> String {
    let each = whole_s / cells as f64;
    let cell = |n: usize| {
        let (from, to) = (each * n as f64, (each * (n + 1) as f64).min(until_s));
        let within = |spans: &[(f64, f64)]| {
            let parts = spans.iter().map(|s| (s.1.min(to) - s.0.max(from)).max(0.0));
            parts.fold(0.0, |a, b| a + b)
        };
        match (within(&row.spans), within(&row.typed)) {
            (busy, _) if busy <= 0.0 => ' ',
            (busy, hands) if hands * 2.0 >= busy => HANDS,
            _ => MACHINES,
        }
    };
    (0..cells).map(cell).collect()
}

/// Lanes while users come: each has its heading and a line in which every column says how requests fared; the last two
/// lines are the scale and the marks of the scenario's parts.
#[must_use]
pub fn day_lines(days: &[Day], headings: &[String], until_s: f64, columns: usize) -> Vec<String> {
    let cells = columns.saturating_sub(2).max(1);
    let whole = days.iter().map(|day| day.horizon_s).fold(1.0, f64::max);
    let mut lines = Vec::new();
    for (day, heading) in days.iter().zip(headings) {
        lines.push(heading.clone());
        lines.push(format!(" {}", fared(day, cells, whole, until_s)));
    }
    lines.push(format!(" {}", scale(whole, cells, MARK)));
    let places = days.first().into_iter().flat_map(|day| &day.parts);
    let places = places.map(|part| (part.began_s, part.mark.clone()));
    lines.push(format!(" {}", placed(places, whole, cells)));
    lines
}

fn fared(day: &Day, cells: usize, whole_s: f64, until_s: f64) -> String {
    let each = whole_s / cells as f64;
    let shown = ((until_s / each).ceil() as usize).min(cells);
    let cell = |n: usize| {
        let (from, to) = (each * n as f64, (each * (n + 1) as f64).min(until_s));
        let lost = day.lost_between(from, to);
        match lost {
            _ if lost < NONE => ANSWERED.to_string(),
            _ if lost * 2.0 <= day.asked_between(from, to) => bad(&SOME_LOST.to_string()),
            _ => bad(&MOST_LOST.to_string()),
        }
    };
    (0..shown).map(cell).collect()
}

impl Day {
    /// How many requests were lost from one time to another; what was lost in a span of which only a part lies between is
    /// taken to be spread evenly over it.
    #[must_use]
    pub fn lost_between(&self, from_s: f64, to_s: f64) -> f64 {
        let each = self.horizon_s / self.lost.len().max(1) as f64;
        let within = |(n, lost): (usize, &f64)| {
            let begin = each * n as f64;
            let part = (to_s.min(begin + each) - from_s.max(begin)).max(0.0);
            lost * part / each
        };
        let all = self.lost.iter().enumerate().map(within);
        all.fold(0.0, |a, b| a + b)
    }

    /// How many requests users sent from one time to another.
    #[must_use]
    pub fn asked_between(&self, from_s: f64, to_s: f64) -> f64 {
        let between = |pair: &[(f64, f64)]| {
            let ((a, rate_a), (b, rate_b)) = (pair[0], pair[1]);
            let (from, to) = (from_s.max(a), to_s.min(b));
            if to <= from || b <= a {
                return 0.0;
            }
            let rate = |at: f64| rate_a + (rate_b - rate_a) * (at - a) / (b - a);
            f64::midpoint(rate(from), rate(to)) * (to - from)
        };
        let all = self.demand.windows(2).map(between);
        all.fold(0.0, |a, b| a + b)
    }
}

fn scale(whole_s: f64, cells: usize, mark: f64) -> String {
    let axis = Axis {
        from: 0.0,
        length: cells as f64,
        whole: whole_s,
    };
    placed(axis.times(mark), whole_s, cells)
}

/// Words that begin at times; one that would lie upon another begins after it, and one without room is left out.
fn placed(words: impl IntoIterator<Item = (f64, String)>, whole_s: f64, cells: usize) -> String {
    let mut line = String::new();
    for (at, word) in words {
        let column = (at / whole_s * cells as f64) as usize;
        let taken = display_width(&line);
        let begin = column.max(if taken == 0 { 0 } else { taken + 1 });
        if begin + display_width(&word) <= cells {
            line += &" ".repeat(begin - taken);
            line += &word;
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::super::{Busy, Clock, Day, Lane, Span};
    use super::{clock_lines, day_lines};
    use crate::style::paint;

    fn shown(lines: &[String]) -> String {
        paint(&lines.join("\n"), false)
    }

    #[test]
    fn a_clock_shows_hands_and_machines_as_far_as_it_went() {
        let row = |label: &str, spans, typed| Busy {
            label: label.to_owned(),
            spans,
            typed,
        };
        let lane = Lane {
            name: "by hand".to_owned(),
            answered_s: Some(120.0),
            rows: vec![
                row("access", vec![(0.0, 60.0)], vec![(0.0, 40.0)]),
                row("run", vec![(60.0, 120.0)], vec![]),
            ],
        };
        let clock = Clock { lanes: vec![lane] };
        let heading = ["by hand".to_owned()];
        insta::assert_snapshot!(shown(&clock_lines(&clock, &heading, 120.0, 32)), @"
        by hand
         access ████████░░░░
         run                ░░░░░░░░░░░░
                0           1 min
        ");
        insta::assert_snapshot!(shown(&clock_lines(&clock, &heading, 30.0, 32)), @"
        by hand
         access ██████
         run
                0           1 min
        ");
    }

    #[test]
    fn a_day_shows_where_requests_were_lost() {
        let day = Day {
            name: String::new(),
            demand: vec![(0.0, 1.0), (7_200.0, 1.0)],
            capacity: Vec::new(),
            lost: vec![0.0, 100.0, 1_800.0, 0.0],
            parts: vec![Span {
                mark: "1".to_owned(),
                began_s: 1_800.0,
            }],
            horizon_s: 7_200.0,
        };
        assert!((day.asked_between(600.0, 1_800.0) - 1_200.0).abs() < 1e-9);
        assert!((day.lost_between(2_700.0, 4_500.0) - 950.0).abs() < 1e-9);
        let heading = ["lane".to_owned()];
        insta::assert_snapshot!(shown(&day_lines(&[day], &heading, 6_300.0, 18)), @"
        lane
         ────▒▒▒▒████──
         0
             1
        ");
    }
}
