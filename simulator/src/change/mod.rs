//! What has changed, by which event, and what an effect depends on.
//!
//! A change names its subject and the event that tells of it ([`Changes::mark`]). Whoever computes an effect (who
//! serves, what a check finds) keeps a [`Trail`] of the subjects that it passed, and the effect's cause is the latest
//! change among those ([`Changes::latest`]). So a cause lies on the path of its effect by construction, and nobody
//! asks what happened last anywhere in the world.
//!
//! The same subjects say who has to look again: [`Fresh`] holds what was marked since the last look, and a look whose
//! [`Dependencies`] have nothing of that finds what it found. Where something new may stand in the way of a look that cannot have
//! passed it (a machine, a rule, an address), everybody looks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use paperboat_core::event::EventId;

use crate::id::{ContainerKey, SecurityGroupKey, TaskKey};

mod subject;

use subject::Packed;
pub(crate) use subject::Subject;

/// The subjects that a look passed; most looks keep none, because only a changed effect asks for its cause.
#[derive(Debug)]
pub(crate) struct Trail {
    passed: Option<Passed>,
    /// What looks at the same moment have found out for those that follow. Who keeps subjects looks for themselves.
    pub(crate) known: Option<Known>,
}

/// What looks at one moment have found out, whoever looked: it holds as long as nothing changes.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// Requests a second of containers that stand in no circle of requirements, or why they answer none.
    pub(crate) rates: BTreeMap<ContainerKey, Result<f64, &'static str>>,
    /// Where the connections of containers end, by the place of the requirement among its own.
    pub(crate) reached: BTreeMap<(ContainerKey, usize), Reached>,
}

/// Where a connection ends that a container needs.
#[derive(Clone, Debug)]
pub(crate) enum Reached {
    /// Nowhere.
    Nobody,
    /// At what speaks no protocol that has a rate here.
    Unbounded,
    /// At these programs.
    Programs(Arc<[ContainerKey]>),
}

/// What a look depended on, kept until it is made again; nothing is known of one that kept no subjects.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dependencies(Option<Arc<[Packed]>>);

impl Dependencies {
    /// Tells whether the look kept what it passed.
    pub(crate) fn are_known(&self) -> bool {
        self.0.is_some()
    }

    /// Tells whether the look may find something else after these changes.
    pub(crate) fn are_touched_by(&self, fresh: &Fresh) -> bool {
        let Self(Some(passed)) = self else {
            return true;
        };
        let passes = |subject: &Packed| passed.binary_search(subject).is_ok();
        fresh.anywhere || fresh.subjects.iter().any(passes)
    }
}

/// What a look passed, and where it could not go on: in the order in which it came there, as often as it did.
#[derive(Clone, Debug, Default)]
struct Passed {
    all: Vec<Subject>,
    blocks: Vec<Subject>,
}

/// Up to so many who look keep what they depend on even where all look at one moment. Where more look, it saves more that they
/// share what they find out, which names no subjects.
const FEW: usize = 8;

impl Trail {
    /// Keeps nothing.
    pub(crate) const fn off() -> Self {
        Self {
            passed: None,
            known: None,
        }
    }

    /// Keeps what is passed from now on.
    pub(crate) const fn kept() -> Self {
        Self {
            passed: Some(Passed {
                all: Vec::new(),
                blocks: Vec::new(),
            }),
            known: None,
        }
    }

    /// Keeps no subject, but what one look finds out for the next: for many looks between which nothing changes.
    pub(crate) fn shared() -> Self {
        Self {
            passed: None,
            known: Some(Known::default()),
        }
    }

    /// What the look depended on; unknown where no subjects were kept.
    pub(crate) fn into_dependencies(self) -> Dependencies {
        Dependencies(self.passed.map(|passed| {
            let mut all: Vec<Packed> = passed.all.into_iter().map(Packed::from).collect();
            all.sort_unstable();
            all.dedup();
            all.into()
        }))
    }

    /// Something has changed: what was found out counts no more.
    pub(crate) fn forget(&mut self) {
        if let Some(known) = &mut self.known {
            *known = Known::default();
        }
    }

    /// Passes a subject.
    pub(crate) fn pass(&mut self, subject: impl Into<Option<Subject>>) {
        if let Some(passed) = &mut self.passed {
            passed.all.extend(subject.into());
        }
    }

    /// Passes subjects beyond which the look does not come as things stand.
    pub(crate) fn block<I: IntoIterator<Item = Subject>>(&mut self, subjects: impl FnOnce() -> I) {
        if let Some(passed) = &mut self.passed {
            for subject in subjects() {
                passed.all.push(subject);
                passed.blocks.push(subject);
            }
        }
    }

    fn all(&self) -> impl Iterator<Item = &Subject> {
        self.passed.iter().flat_map(|passed| &passed.all)
    }

    /// Tells whether anything else was passed than these subjects.
    pub(crate) fn leads_past(&self, own: &[Subject]) -> bool {
        self.all().any(|passed| !own.contains(passed))
    }

    /// Tells whether the look cannot pass a subject as things stand.
    pub(crate) fn is_blocked_by(&self, subject: &Subject) -> bool {
        self.passed
            .as_ref()
            .is_some_and(|p| p.blocks.contains(subject))
    }

    /// The containers that were passed.
    pub(crate) fn containers(&self) -> BTreeSet<ContainerKey> {
        let keys = self.all().filter_map(|s| match s {
            Subject::Container(key) => Some(*key),
            _ => None,
        });
        keys.collect()
    }

    /// The security groups that were passed.
    pub(crate) fn security_groups(&self) -> BTreeSet<SecurityGroupKey> {
        let keys = self.all().filter_map(|s| match s {
            Subject::SecurityGroup(key) => Some(*key),
            _ => None,
        });
        keys.collect()
    }

    /// Passes subjects that take work to name, when they are kept.
    pub(crate) fn pass_all<I: IntoIterator<Item = Subject>>(
        &mut self,
        subjects: impl FnOnce() -> I,
    ) {
        if let Some(passed) = &mut self.passed {
            passed.all.extend(subjects());
        }
    }
}

/// The latest change of every subject, and whose surroundings have to be looked at again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes {
    by: BTreeMap<Packed, EventId>,
    fresh: Fresh,
}

/// Whose surroundings have changed since the last look.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fresh {
    anything: bool,
    /// Whether some connection or check may depend on what changed.
    reach: bool,
    everything: bool,
    tasks: BTreeSet<TaskKey>,
    /// Whether it may matter to a look that has not passed it: something new, or something that no subject stands for.
    anywhere: bool,
    /// What was marked, as often as it was.
    subjects: Vec<Packed>,
}

impl Changes {
    /// Keeps that an event changed a subject.
    pub(crate) fn mark(&mut self, subject: Subject, event: EventId) {
        let packed = Packed::from(subject);
        // What is being pulled answers nobody yet.
        if !matches!(subject, Subject::Pulls(_)) {
            self.fresh.reach = true;
            self.fresh.subjects.push(packed);
        }
        self.by.insert(packed, event);
    }

    /// The latest change among the subjects that a look passed; none when none of them has ever changed.
    pub(crate) fn latest(&self, trail: &Trail) -> Option<EventId> {
        trail.all().filter_map(|s| self.of(s)).max()
    }

    /// The latest change of what stands in the way of a look. What changed elsewhere on the way since then is no reason.
    pub(crate) fn in_the_way(&self, trail: &Trail) -> Option<EventId> {
        let blocks = trail.passed.iter().flat_map(|passed| &passed.blocks);
        blocks.filter_map(|s| self.of(s)).max()
    }

    /// Why a look does not come to its end: the latest change of what stands in its way, or else of all that it passed.
    pub(crate) fn blocking(&self, trail: &Trail) -> Option<EventId> {
        self.in_the_way(trail).or_else(|| self.latest(trail))
    }

    /// The latest change of a subject.
    pub(crate) fn of(&self, subject: &Subject) -> Option<EventId> {
        self.by.get(&Packed::from(*subject)).copied()
    }

    /// Something changed that any check may notice.
    pub(crate) fn everything(&mut self) {
        self.known();
        self.fresh.anywhere = true;
    }

    /// Something changed that was there, outside a task: who depends on it has passed a subject that is marked.
    pub(crate) fn known(&mut self) {
        self.fresh.anything = true;
        self.fresh.reach = true;
        self.fresh.everything = true;
    }

    /// Something changed within a task: only whoever connects to that task may notice.
    pub(crate) fn task(&mut self, task: TaskKey) {
        self.fresh.anything = true;
        self.fresh.reach = true;
        self.fresh.tasks.insert(task);
    }

    /// Something changed that no connection depends on.
    pub(crate) fn nobody(&mut self) {
        self.fresh.anything = true;
    }

    /// What changed may be noticed by any check after all, if anything did.
    pub(crate) fn widen(&mut self) {
        self.fresh.everything = self.fresh.anything;
        self.fresh.anywhere = self.fresh.anything;
    }

    /// Tells whether something has changed since the last look.
    pub(crate) fn is_fresh(&self) -> bool {
        self.fresh.anything
    }

    /// Takes whose surroundings have changed; none when nothing has.
    pub(crate) fn take(&mut self) -> Option<Fresh> {
        self.fresh.anything.then(|| std::mem::take(&mut self.fresh))
    }
}

impl Fresh {
    /// Tells whether some connection or check may depend on what changed.
    pub(crate) fn reaches(&self) -> bool {
        self.reach
    }

    /// Tells whether a look may find something else that has passed nothing of what changed.
    pub(crate) fn is_anywhere(&self) -> bool {
        self.anywhere
    }

    /// Makes one of so many looks because of these changes: along a trail of its own, whose subjects it depends on, or where many
    /// look along the one that all share, of which nothing is known.
    pub(crate) fn look<T>(
        &self,
        looks: usize,
        shared: &mut Trail,
        look: impl FnOnce(&mut Trail) -> T,
    ) -> (T, Dependencies) {
        if self.anywhere && looks > FEW {
            return (look(shared), Dependencies::default());
        }
        let mut own = Trail::kept();
        let found = look(&mut own);
        (found, own.into_dependencies())
    }

    /// Adds what changed after this.
    pub(crate) fn and(&mut self, later: Self) {
        // Mostly one round of looks settles all.
        if !self.anything {
            *self = later;
            return;
        }
        self.anything |= later.anything;
        self.reach |= later.reach;
        self.everything |= later.everything;
        self.anywhere |= later.anywhere;
        self.tasks.extend(later.tasks);
        self.subjects.extend(later.subjects);
    }

    /// The tasks that changed; none when anything may have.
    pub(crate) fn tasks_alone(&self) -> Option<&BTreeSet<TaskKey>> {
        (!self.everything).then_some(&self.tasks)
    }
}
