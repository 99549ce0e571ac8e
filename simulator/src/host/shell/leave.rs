//! Leaving a shell or a loop before its end.

use super::super::Job;
use super::frame::Frame;

/// Leaves the innermost shell: what it still had to do is forgotten.
pub(super) fn leave_shell(job: &mut Job) {
    while let Some(frame) = job.frames.last() {
        if matches!(frame, Frame::Shell(_)) {
            return;
        }
        job.frames.pop();
    }
}

/// Leaves `levels` loops of this shell, or begins the next round of the last of them; false when there is no loop.
pub(super) fn leave_loop(job: &mut Job, levels: usize, again: bool) -> bool {
    let mine = job.frames.iter().rev();
    let mut mine = mine.take_while(|f| !matches!(f, Frame::Shell(_)));
    let loops = mine
        .by_ref()
        .filter(|f| matches!(f, Frame::For(..) | Frame::While(..)))
        .count();
    let mut left = levels.min(loops);
    while left > 0 {
        let Some(frame) = job.frames.pop() else { break };
        let is_loop = matches!(frame, Frame::For(..) | Frame::While(..));
        left -= usize::from(is_loop);
        if is_loop && left == 0 && again {
            job.guards -= u32::from(matches!(frame, Frame::While(_, true, _)));
            job.frames.push(match frame {
                Frame::While(command, _, last) => Frame::While(command, false, last),
                other => other,
            });
        } else {
            undo(job, frame);
        }
    }
    loops > 0
}

/// Takes back what a frame that will not be reached was there to take back.
fn undo(job: &mut Job, frame: Frame) {
    match frame {
        Frame::And(_) | Frame::Or(_) | Frame::Not | Frame::If(..) | Frame::While(_, true, _) => {
            job.guards -= 1;
        }
        Frame::Streams(streams, stdin) => {
            job.streams = streams;
            job.stdin = stdin;
        }
        Frame::Variables(before) => put_back(job, before),
        Frame::Become(process) => job.process = process,
        _ => {}
    }
}

/// Gives variables the values that they had.
pub(super) fn put_back(job: &mut Job, before: Vec<super::frame::Before>) {
    for variable in before.into_iter().rev() {
        let process = &mut job.process;
        process.env.remove(&variable.name);
        process.variables.remove(&variable.name);
        if let Some(value) = variable.exported {
            process.env.insert(variable.name, value);
        } else if let Some(value) = variable.own {
            process.variables.insert(variable.name, value);
        }
    }
}
