//! Measuring what the processor did for this thread, so that a busy machine does not count.

use std::fs;
use std::time::{Duration, Instant};

use criterion::measurement::{Measurement, ValueFormatter, WallTime};

/// The kernel's count of nanoseconds that this thread ran.
const SCHEDSTAT: &str = "/proc/thread-self/schedstat";

/// Processor time of the measuring thread on Linux, wall time elsewhere.
pub(crate) struct CpuTime;

/// A moment on either clock.
#[derive(Clone, Copy)]
pub(crate) enum Moment {
    /// Nanoseconds of processor time.
    Cpu(u64),
    /// Wall time.
    Wall(Instant),
}

impl Measurement for CpuTime {
    type Intermediate = Moment;
    type Value = Duration;

    fn start(&self) -> Moment {
        let read = fs::read_to_string(SCHEDSTAT).ok();
        let nanos = read.and_then(|text| text.split(' ').next()?.parse().ok());
        nanos.map_or_else(|| Moment::Wall(Instant::now()), Moment::Cpu)
    }

    fn end(&self, start: Moment) -> Duration {
        match (start, self.start()) {
            (Moment::Cpu(start), Moment::Cpu(end)) => Duration::from_nanos(end - start),
            (Moment::Wall(start), _) => start.elapsed(),
            (Moment::Cpu(_), Moment::Wall(_)) => panic!("{SCHEDSTAT} vanished"),
        }
    }

    fn add(&self, a: &Duration, b: &Duration) -> Duration {
        *a + *b
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        WallTime.to_f64(value)
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}
