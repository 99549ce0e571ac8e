//! Leaving a shell or a loop before its end.

use super::super::Job;
use super::frame::{Frame, Round};
use super::function;

/// Leaves the innermost shell: what it still had to do is forgotten.
pub(super) fn leave_shell(job: &mut Job) {
    while let Some(frame) = job.frames.last() {
        if matches!(frame, Frame::Shell(_)) {
            return;
        }
        job.frames.pop();
    }
}

/// The same, and takes back what was made for what it still had to do: a shell that a person types into goes on.
pub(super) fn drop_all(job: &mut Job) {
    while let Some(frame) = job.frames.pop() {
        if matches!(frame, Frame::Shell(_)) {
            job.frames.push(frame);
            return;
        }
        undo(job, frame);
    }
}

/// Ends all shells of a job at what is not modelled: what they would do next hangs on it. A person's stays for the next line.
pub(super) fn abandon(job: &mut Job) {
    while let Some(frame) = job.frames.pop() {
        match frame {
            Frame::Shell(outer) => outer.restore(job),
            Frame::Prompt => job.prompted = true,
            frame => undo(job, frame),
        }
    }
    job.options.at_end = None;
}

/// Ends what runs for a time that is over; false when it has ended before.
pub(in crate::host) fn expire(job: &mut Job, number: u16) -> bool {
    let of_timer = |f: &Frame| matches!(f, Frame::Expires(n, _) if *n == number);
    if !job.frames.iter().any(of_timer) {
        return false;
    }
    while let Some(frame) = job.frames.pop() {
        match frame {
            Frame::Expires(n, code) if n == number => {
                job.status = code;
                break;
            }
            Frame::Shell(outer) => outer.restore(job),
            frame => undo(job, frame),
        }
    }
    true
}

/// Leaves `levels` loops of this shell, or begins the next round of the last of them; false when there is no loop.
pub(super) fn leave_loop(job: &mut Job, levels: usize, again: bool) -> bool {
    let mine = job.frames.iter().rev();
    // A function does not leave the loops of who calls it.
    let ends = |f: &&Frame| {
        matches!(f, Frame::Shell(_)) || matches!(f, Frame::Call(c) if c.name.is_some())
    };
    let mut mine = mine.take_while(|f| !ends(f));
    let loops = mine.by_ref().filter(|f| is_loop(f)).count();
    let mut left = levels.min(loops);
    while left > 0 {
        let Some(frame) = job.frames.pop() else { break };
        let of_loop = is_loop(&frame);
        left -= usize::from(of_loop);
        if of_loop && left == 0 && again {
            let asking = |f: &Frame| {
                matches!(
                    f,
                    Frame::While(_, true, _) | Frame::Count(_, Round::Asked, _)
                )
            };
            job.guards -= u32::from(asking(&frame));
            job.frames.push(match frame {
                Frame::Count(command, _, last) => Frame::Count(command, Round::Ran, last),
                Frame::While(command, _, last) => Frame::While(command, false, last),
                other => other,
            });
        } else {
            undo(job, frame);
        }
    }
    loops > 0
}

fn is_loop(frame: &Frame) -> bool {
    matches!(frame, Frame::For(..) | Frame::While(..) | Frame::Count(..))
}

/// Takes back what a frame that will not be reached was there to take back.
pub(super) fn undo(job: &mut Job, frame: Frame) {
    match frame {
        Frame::And(_)
        | Frame::Or(_)
        | Frame::Not
        | Frame::If(..)
        | Frame::While(_, true, _)
        | Frame::Count(_, Round::Asked, _) => {
            job.guards -= 1;
        }
        Frame::Call(call) => function::leave(job, *call),
        Frame::Streams(streams, stdin) => {
            job.streams = streams;
            job.stdin = stdin;
        }
        Frame::Variables(before) => {
            for variable in before.into_iter().rev() {
                job.process.put_back(variable);
            }
        }
        Frame::Become(process) => job.process = process,
        _ => {}
    }
}
