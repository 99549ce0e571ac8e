//! What a log tells of work: steps, hands, calls.

use paperboat_core::aws::is_read;
use paperboat_core::event::{Event, EventId, EventKind, Subgoal};
use paperboat_core::recipe::Step;
use paperboat_core::time::Timestamp;
use serde::Serialize;

/// One step of a recipe, with the time of hands and of machines apart.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TimedStep {
    /// The shared subgoal.
    pub subgoal: Subgoal,
    /// The step.
    pub step: Step,
    /// When it began.
    #[serde(rename = "beganS", serialize_with = "paperboat_core::time::in_seconds")]
    pub began: Timestamp,
    /// Seconds in all.
    pub seconds: f64,
    /// Seconds of typing among them.
    pub human_s: f64,
    /// Why it failed, when it did.
    pub error: Option<String>,
}

/// Work of hands and calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Work {
    /// Commands that were typed.
    pub typed: usize,
    /// Seconds of typing.
    pub human_s: f64,
    /// Calls to AWS that change something.
    pub writes: usize,
    /// Calls to AWS that only look, repeated looks included.
    pub reads: usize,
    /// Commands on machines, copies and requests to the application.
    pub on_machines: usize,
}

impl Work {
    /// Counts the work in a log.
    #[must_use]
    pub fn of(events: &[Event]) -> Self {
        let mut work = Self::default();
        for event in events {
            match &event.kind {
                EventKind::Typed { took_us, .. } => {
                    work.typed += 1;
                    work.human_s += *took_us as f64 / 1e6;
                }
                // The event with a code repeats a call that was refused.
                EventKind::Call {
                    operation,
                    code: None,
                    ..
                } => {
                    if operation.starts_with("host:") {
                        work.on_machines += 1;
                    } else if is_read(operation) {
                        work.reads += 1;
                    } else {
                        work.writes += 1;
                    }
                }
                _ => {}
            }
        }
        work
    }
}

/// Reads the steps off a log. Steps do not nest.
#[must_use]
pub fn steps<'e>(events: impl IntoIterator<Item = &'e Event>) -> Vec<TimedStep> {
    let mut steps: Vec<TimedStep> = Vec::new();
    let mut open = false;
    for event in events {
        match &event.kind {
            EventKind::StepStarted { subgoal, step } => {
                open = true;
                steps.push(TimedStep {
                    subgoal: *subgoal,
                    step: *step,
                    began: event.at,
                    seconds: 0.0,
                    human_s: 0.0,
                    error: None,
                });
            }
            EventKind::StepFinished { error, .. } => {
                open = false;
                if let Some(step) = steps.last_mut() {
                    step.seconds = event.at.since(step.began).as_secs_f64();
                    step.error.clone_from(error);
                }
            }
            EventKind::Typed { took_us, .. } if open => {
                if let Some(step) = steps.last_mut() {
                    step.human_s += *took_us as f64 / 1e6;
                }
            }
            _ => {}
        }
    }
    steps
}

/// Seconds until the first deployment's last step, which asks from outside, was through.
#[must_use]
pub(super) fn first_answer(events: &[Event]) -> Option<f64> {
    let done = |e: &&Event| matches!(&e.kind, EventKind::StepFinished { step, error: None } if *step == Step::AskFromOutside);
    events.iter().find(done).map(|e| e.at.as_secs_f64())
}

/// The event of the last step that had failed by then.
#[must_use]
pub(super) fn failed_step(events: &[Event], by: Timestamp) -> Option<EventId> {
    let failed = |e: &&Event| {
        e.at <= by && matches!(&e.kind, EventKind::StepFinished { error: Some(_), .. })
    };
    events.iter().rev().find(failed).map(|e| e.id)
}
