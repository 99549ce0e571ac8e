//! What is seen at each moment of the play: lines as a value over time, without a terminal.

use std::time::Duration;

use paperboat_rehearsal::{LaneReport, Phase, TimedStep};

use super::runs::Runs;
use crate::chart::{
    ANSWERED, Clock, Day, HANDS, MACHINES, MOST_LOST, SOME_LOST, clock_lines, day_lines,
};
use crate::report::{Comparison, Part, count, parts, seconds};
use crate::style::{bad, good, strong};
use crate::table::Table;
use crate::ui::Ui;

/// How long the first act is played: up to the first answers (own choice; long enough to see who waits for whom).
const DEPLOYING: Duration = Duration::from_secs(12);
/// How long the second act is played: first the users' quiet hours, in which there is nothing to see but that there is
/// nothing, then what happens to them (own choice; a second is some hours).
const QUIET: Duration = Duration::from_secs(3);
const HAPPENING: Duration = Duration::from_secs(13);
/// How long each act stands still at its end, to be read (own choice).
const STILL: Duration = Duration::from_secs(3);
/// Losses are counted together in so many spans: more than a terminal has columns.
const SPANS: usize = 400;

/// The play.
#[derive(Debug)]
pub struct Film<'a> {
    ui: &'a Ui,
    comparison: &'a Comparison,
    clock: Clock,
    days: Vec<Day>,
}

impl<'a> Film<'a> {
    /// The play of runs.
    #[must_use]
    pub fn of(ui: &'a Ui, runs: &'a Runs) -> Self {
        let comparison = &runs.comparison;
        Self {
            ui,
            comparison,
            clock: comparison.clock(ui),
            days: comparison.days(ui, SPANS),
        }
    }

    /// How long it lasts.
    #[must_use]
    pub fn length() -> Duration {
        DEPLOYING + STILL + QUIET + HAPPENING + STILL
    }

    /// The lines that are seen after so long, each of at most so many columns.
    #[must_use]
    pub fn frame(&self, after: Duration, columns: usize) -> Vec<String> {
        let part =
            |of: Duration, whole: Duration| (of.as_secs_f64() / whole.as_secs_f64()).min(1.0);
        match after.checked_sub(DEPLOYING + STILL) {
            None => {
                let at = self.clock.whole_s() * part(after, DEPLOYING);
                self.deploying(at, columns)
            }
            Some(after) => {
                let all = |of: &dyn Fn(&Day) -> f64| self.days.iter().map(of).fold(0.0, f64::max);
                let until = all(&|day| day.horizon_s);
                let quiet = all(&|day| day.parts.first().map_or(day.horizon_s, |p| p.began_s));
                let at = match after.checked_sub(QUIET) {
                    None => quiet * part(after, QUIET),
                    Some(after) => quiet + (until - quiet) * part(after, HAPPENING),
                };
                self.serving(at, columns)
            }
        }
    }

    /// Both lanes up to their first answers, as they stand after so many seconds of their clock.
    #[must_use]
    pub fn deploying(&self, at_s: f64, columns: usize) -> Vec<String> {
        let text = &self.ui.text;
        let at_s = at_s.min(self.clock.whole_s());
        let time = seconds(at_s);
        let mut lines = self.head("play-clock", &time);
        let headings: Vec<String> = self
            .comparison
            .lanes
            .iter()
            .zip(&self.clock.lanes)
            .map(|(lane, drawn)| match drawn.answered_s {
                Some(answered) if answered <= at_s => good(&drawn.name),
                _ => self.busy(lane, at_s),
            })
            .collect();
        lines.extend(clock_lines(&self.clock, &headings, at_s, columns));
        let [hands, machines] = ["drawn-hands", "drawn-machines"].map(|key| text.get(key));
        lines.push(format!(" {HANDS} {hands}   {MACHINES} {machines}"));
        lines
    }

    /// A lane with the step that it is at.
    fn busy(&self, lane: &LaneReport, at_s: f64) -> String {
        let is_now = |step: &&TimedStep| {
            let began = step.began.as_secs_f64();
            (began..began + step.seconds).contains(&at_s)
        };
        let now = lane.steps.iter().find(is_now);
        let step = now.map(|step| self.ui.text.get(&format!("step-{}", step.step)));
        strong(&step.map_or_else(
            || lane.lane.clone(),
            |step| format!("{}: {step}", lane.lane),
        ))
    }

    /// Both lanes while users come, as they stand after so many seconds.
    #[must_use]
    pub fn serving(&self, at_s: f64, columns: usize) -> Vec<String> {
        let text = &self.ui.text;
        let horizon = self.days.iter().map(|day| day.horizon_s);
        let at_s = at_s.min(horizon.fold(0.0, f64::max));
        let mut lines = self.head("play-day", &seconds(at_s));
        let heading = |(lane, day): (&LaneReport, &Day)| {
            let lost = count(day.lost_between(0.0, at_s));
            let said = [("lane", lane.lane.as_str()), ("lost", &lost)];
            strong(&text.with("drawn-lost", &said))
        };
        let lanes = self.comparison.lanes.iter().zip(&self.days);
        let headings: Vec<String> = lanes.map(heading).collect();
        lines.extend(day_lines(&self.days, &headings, at_s, columns));
        let legend = [
            (ANSWERED.to_string(), "play-answered"),
            (bad(&SOME_LOST.to_string()), "play-some-lost"),
            (bad(&MOST_LOST.to_string()), "play-most-lost"),
        ];
        let legend = legend.map(|(mark, key)| format!(" {mark} {}", text.get(key)));
        lines.push(legend.join("  "));
        lines.extend(self.lost_by_part(at_s, columns));
        lines
    }

    /// What each lane lost in each part of the scenario that is over.
    fn lost_by_part(&self, at_s: f64, columns: usize) -> Vec<String> {
        let c = self.comparison;
        let lanes = c.lanes.iter().map(|lane| lane.lane.clone());
        let first = self.ui.text.get("play-lost-in");
        let mut table = Table::sized(columns, std::iter::once(first).chain(lanes)).right_from(1);
        for (n, part) in parts(&c.lanes).into_iter().enumerate() {
            let mark = if n == 0 {
                " ".to_owned()
            } else {
                n.to_string()
            };
            let name = format!("{mark} {}", part.label(self.ui, c));
            let over = |part: Part<'_>, n: usize| {
                let lane = &c.lanes[n];
                let found = part.of(lane)?;
                let opened = lane.part(Phase::Serve)?.began;
                let until = found.watched_until.since(opened).as_secs_f64();
                (until <= at_s + 1e-6).then(|| count(found.totals.lost))
            };
            let cells = (0..c.lanes.len()).map(|n| over(part, n).unwrap_or_default());
            table.row(std::iter::once(name).chain(cells));
        }
        table.render().lines().map(str::to_owned).collect()
    }

    fn head(&self, key: &str, time: &str) -> Vec<String> {
        let title = self.ui.text.with(key, &[("time", time)]);
        vec![
            format!("{}   {}", strong(&title), self.ui.text.get("play-keys")),
            String::new(),
        ]
    }
}
