//! Service events, in AWS's words.

use paperboat_core::aws::ecs::ServiceEvent;
use paperboat_core::event::{EventId, EventKind};

use super::service::ServiceKey;
use crate::model::Limit;
use crate::world::World;

/// Says something about a service; a repetition is held back for some hours, and the newest 100 are kept.
///
/// Gives the event; of a repetition the one by which it was said before.
pub(super) fn say(w: &mut World, key: ServiceKey, cause: EventId, text: &str) -> EventId {
    let (now, kept) = (w.now, w.model.limit(Limit::EcsEventsKept) as usize);
    let held = w.model.seconds(Limit::EcsEventRepeatS);
    let service = &w.ecs.services[key];
    let message = format!("(service {}) {text}", service.name);
    let mut recent = service.events.iter().zip(&service.told);
    let fresh = |e: &ServiceEvent| e.message == message && now.since(e.created_at) < held;
    let before = recent.find(|(e, _)| fresh(e)).map(|(_, told)| *told);
    if let Some(before) = before.filter(|_| text != STEADY) {
        return before;
    }
    let resource = service.resource();
    let id = w.ids.uuid();
    let service = &mut w.ecs.services[key];
    service.events.push_front(ServiceEvent {
        id,
        created_at: now,
        message: message.clone(),
    });
    service.events.truncate(kept);
    let kind = EventKind::Message {
        resource,
        text: message,
    };
    let event = w.emit(Some(cause), kind);
    let told = &mut w.ecs.services[key].told;
    told.push_front(event);
    told.truncate(kept);
    event
}

/// What a service says when all is as it should be. It is said anew each time that it becomes true.
pub(super) const STEADY: &str = "has reached a steady state.";

/// Lists tasks as events do.
pub(super) fn tasks(ids: &[Box<str>]) -> String {
    let all: Vec<_> = ids.iter().map(|id| format!("(task {id})")).collect();
    all.join(" ")
}
