//! What has changed since it was last looked at what checks find.

use std::collections::BTreeSet;

use crate::ecs::TaskKey;

/// Whose surroundings have changed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Touched {
    anything: bool,
    everything: bool,
    tasks: BTreeSet<TaskKey>,
}

impl Touched {
    /// Something changed that any check may notice.
    pub(crate) fn everything(&mut self) {
        self.anything = true;
        self.everything = true;
    }

    /// Something changed within a task: only whoever connects to that task may notice.
    pub(crate) fn task(&mut self, task: TaskKey) {
        self.anything = true;
        self.tasks.insert(task);
    }

    /// Something changed that no connection depends on.
    pub(crate) fn nobody(&mut self) {
        self.anything = true;
    }

    /// What changed may be noticed by any check after all, if anything did.
    pub(crate) fn widen(&mut self) {
        self.everything = self.anything;
    }

    /// Takes what has changed; none when nothing has.
    pub(crate) fn take(&mut self) -> Option<Self> {
        self.anything.then(|| std::mem::take(self))
    }

    /// The tasks that changed; none when anything may have.
    pub(crate) fn tasks_alone(&self) -> Option<&BTreeSet<TaskKey>> {
        (!self.everything).then_some(&self.tasks)
    }
}
