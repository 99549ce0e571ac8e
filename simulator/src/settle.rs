//! What follows from a change: what health checks find now, and who is served.

use crate::change::{Fresh, Trail};
use crate::world::World;
use crate::{container, elbv2, traffic};

impl World {
    /// Brings what follows from the state up to date: what health checks find, who is served. What no connection depends
    /// on is no reason to look. Within a look nothing changes, so what one finds out counts for the next.
    pub(crate) fn settle(&mut self) {
        let mut trail = None;
        let mut all = Fresh::default();
        while let Some(fresh) = self.changes.take() {
            if !fresh.reaches() {
                debug_assert!(self.is_settled(), "a change that nobody was told of");
                continue;
            }
            let trail = trail.insert(Trail::shared());
            container::look(self, &fresh, trail);
            elbv2::look(self, &fresh, trail);
            all.and(fresh);
        }
        if let Some(mut trail) = trail {
            traffic::settle_along(self, &all, &mut trail);
            debug_assert!(
                all.is_anywhere() || self.is_settled(),
                "a change that was not passed: {all:?}"
            );
        }
    }

    fn is_settled(&self) -> bool {
        container::is_settled(self) && elbv2::is_settled(self) && traffic::is_settled(self)
    }
}
