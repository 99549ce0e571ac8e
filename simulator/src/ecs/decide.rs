//! What the service scheduler does next, as a pure function of what it sees.
//!
//! Documented: the bounds and their rounding, healthy replacements before old tasks stop, unhealthy tasks replaced
//! first when the maximum allows and else stopped one by one. Ours, where AWS does not say: an old healthy task stops
//! early, down to the minimum, only when its replacement has no room otherwise.

use super::task::TaskKey;

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// It failed its health checks beyond the grace period.
    Unhealthy,
    /// Not yet RUNNING.
    Starting,
    /// RUNNING, not yet counted as healthy.
    Young,
    /// Counted as healthy, and to be replaced because AWS empties its host.
    Retiring,
    /// Counted as healthy.
    Healthy,
}

impl Standing {
    /// Tells whether it serves.
    fn serves(self) -> bool {
        matches!(self, Self::Retiring | Self::Healthy)
    }

    /// Tells whether it is to be replaced.
    fn goes(self) -> bool {
        matches!(self, Self::Unhealthy | Self::Retiring)
    }
}

/// A task that is meant to run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    pub(super) key: TaskKey,
    pub(super) standing: Standing,
    /// The place of its zone among the service's.
    pub(super) zone: usize,
}

/// What the scheduler sees of a service.
#[derive(Clone, Debug, Default)]
pub(super) struct View {
    pub(super) desired: usize,
    pub(super) minimum_percent: u32,
    pub(super) maximum_percent: u32,
    /// The tasks of the PRIMARY deployment.
    pub(super) primary: Vec<Seen>,
    /// The tasks of all others.
    pub(super) old: Vec<Seen>,
    /// Those of the version that serves while requests are shifted: nothing is done to them, and the bounds are those of the
    /// others.
    pub(super) held: Vec<Seen>,
    /// Whether tasks may be started: not for a failed deployment.
    pub(super) may_launch: bool,
    pub(super) zones: usize,
    /// Whether tasks move to even out the zones.
    pub(super) rebalance: bool,
}

/// Why a task is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    Scaling,
    Unhealthy,
}

/// What the scheduler does.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Plan {
    pub(super) launch: usize,
    pub(super) stop: Vec<(TaskKey, Why)>,
    /// Whether the bounds allow neither to start nor to stop, although something is to do.
    pub(super) stuck: bool,
}

impl View {
    /// The most tasks that may be starting or running: rounded down.
    pub(super) fn upper(&self) -> usize {
        self.desired * self.maximum_percent as usize / 100
    }

    /// The fewest healthy tasks: rounded up.
    pub(super) fn lower(&self) -> usize {
        (self.desired * self.minimum_percent as usize).div_ceil(100)
    }

    fn healthy(&self) -> usize {
        let all = self.primary.iter().chain(&self.old);
        all.filter(|s| s.standing.serves()).count()
    }
}

/// Decides.
pub(super) fn decide(view: &View) -> Plan {
    let mut plan = Plan::default();
    let is = |standing| move |s: &&Seen| s.standing == standing;
    let total = view.primary.len() + view.old.len();
    let good = view.primary.iter().filter(|s| !s.standing.goes()).count();
    let room = view.upper().saturating_sub(total);
    let need = if view.may_launch {
        view.desired.saturating_sub(good)
    } else {
        0
    };
    plan.launch = need.min(room);
    let short = need - plan.launch;
    // Healthy tasks that can be done without.
    let mut spare = view.healthy().saturating_sub(view.lower());

    surplus(view, good, &mut spare, &mut plan);
    let stays = |s: &&Seen| !plan.stop.iter().any(|(key, _)| *key == s.key);
    let primary_healthy = view
        .primary
        .iter()
        .filter(is(Standing::Healthy))
        .filter(stays)
        .count();
    unhealthy(view, primary_healthy, short, &mut spare, &mut plan);
    old(view, primary_healthy, short, &mut spare, &mut plan);
    rebalance(view, total, &mut plan);
    plan.stuck = short > 0 && plan.launch == 0 && plan.stop.is_empty();
    plan
}

/// Scaling in: tasks of the fullest zone first, those that serve least before others, the newest before older ones.
fn surplus(view: &View, good: usize, spare: &mut usize, plan: &mut Plan) {
    let mut left: Vec<Seen> = view
        .primary
        .iter()
        .copied()
        .filter(|s| !s.standing.goes())
        .collect();
    let evening_out = view.rebalance && good == view.desired + 1;
    for _ in view.desired..good {
        let crowd = |zone| left.iter().filter(|s| s.zone == zone).count();
        // A task that was started to even out the zones is not taken away before it is healthy.
        let candidates = left.iter().enumerate().filter(|(_, s)| match s.standing {
            Standing::Healthy => *spare > 0,
            _ => !evening_out,
        });
        let next = candidates.min_by_key(|(_, s)| {
            (
                s.standing == Standing::Healthy,
                usize::MAX - crowd(s.zone),
                u32::MAX - s.key.slot(),
            )
        });
        let Some((n, seen)) = next else { break };
        *spare -= usize::from(seen.standing == Standing::Healthy);
        plan.stop.push((seen.key, Why::Scaling));
        left.swap_remove(n);
    }
}

/// Tasks that are to be replaced go when enough healthy ones are there, or one by one when their replacements have no room;
/// one that serves then only as far as it can be done without.
fn unhealthy(
    view: &View,
    primary_healthy: usize,
    short: usize,
    spare: &mut usize,
    plan: &mut Plan,
) {
    let mut all: Vec<&Seen> = view.primary.iter().filter(|s| s.standing.goes()).collect();
    all.sort_by_key(|s| (s.standing, s.key));
    let take = if primary_healthy >= view.desired {
        usize::MAX
    } else {
        usize::from(short > 0)
    };
    for seen in all.into_iter().take(take) {
        if seen.standing.serves() {
            if *spare == 0 {
                return;
            }
            *spare -= 1;
        }
        plan.stop.push((seen.key, Why::Unhealthy));
    }
}

/// Tasks of former deployments go as healthy new ones come, or when new ones have no room.
fn old(view: &View, primary_healthy: usize, short: usize, spare: &mut usize, plan: &mut Plan) {
    let mut tasks: Vec<&Seen> = view.old.iter().collect();
    tasks.sort_by_key(|s| (s.standing, s.key));
    if primary_healthy >= view.desired {
        plan.stop
            .extend(tasks.iter().map(|s| (s.key, Why::Scaling)));
        return;
    }
    // Whoever is stopped already for want of room has made some.
    let mut wanted = short.saturating_sub(plan.stop.len());
    let mut replaced = view.healthy().saturating_sub(view.desired).min(*spare);
    for seen in tasks {
        if !seen.standing.serves() {
            if wanted > 0 {
                wanted -= 1;
                plan.stop.push((seen.key, Why::Scaling));
            }
        } else if *spare > 0 && (wanted > 0 || replaced > 0) {
            *spare -= 1;
            wanted = wanted.saturating_sub(1);
            replaced = replaced.saturating_sub(1);
            plan.stop.push((seen.key, Why::Scaling));
        }
    }
}

/// Starts one task more when all is well and one zone has two tasks more than another; the surplus then leaves the
/// fullest zone.
fn rebalance(view: &View, total: usize, plan: &mut Plan) {
    let calm = view.old.is_empty()
        && view.primary.len() == view.desired
        && view.primary.iter().all(|s| s.standing == Standing::Healthy);
    if !view.rebalance || !view.may_launch || !calm || view.upper() <= total || view.zones < 2 {
        return;
    }
    let counts = (0..view.zones).map(|zone| view.primary.iter().filter(|s| s.zone == zone).count());
    let counts: Vec<usize> = counts.collect();
    let (least, most) = (counts.iter().min(), counts.iter().max());
    if let (Some(least), Some(most)) = (least, most)
        && most - least > 1
    {
        plan.launch = 1;
    }
}
