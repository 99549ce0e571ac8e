//! What a group does at a look: it moves its members on, renews them where a refresh is under way, and launches or ends what
//! its capacity lacks or has too much.

use paperboat_core::event::EventId;

use super::group::Group;
use super::member::Member;
use super::{GroupKey, activity, member, refresh};
use crate::ec2;
use crate::model::Timing;
use crate::wake::Kind;
use crate::world::World;
use paperboat_core::aws::autoscaling::LifecycleState;
use paperboat_core::error::CloudError;

/// Has a group look within the time that it takes to hear of a change.
pub(super) fn soon(w: &mut World, key: GroupKey, cause: EventId) {
    let Some(group) = w.autoscaling.groups.get_mut(key) else {
        return;
    };
    group.cause = cause;
    if group.next_look.is_some() {
        return;
    }
    let name = group.name.clone();
    let delay = w.draw(Timing::AutoscalingLook, &name);
    w.autoscaling.groups[key].next_look = Some(w.now + delay);
    w.wake_in(delay, Kind::AutoScaling, key.slot(), 0);
}

/// Has a group try a failed launch again, later. Until then it goes on with everything else: an instance that it ends meanwhile
/// may be what the launch lacked room for.
fn launch_later(w: &mut World, key: GroupKey, cause: EventId) {
    let name = w.autoscaling.groups[key].name.clone();
    let delay = w.draw(Timing::AutoscalingRetry, &name);
    let group = &mut w.autoscaling.groups[key];
    group.cause = cause;
    group.launch_again = Some(w.now + delay);
    w.wake_in(delay, Kind::AutoScaling, key.slot(), 0);
}

/// Looks at everything.
pub(super) fn look(w: &mut World, key: GroupKey) {
    let group = &mut w.autoscaling.groups[key];
    group.next_look = group.next_look.filter(|at| *at > w.now);
    group.launch_again = group.launch_again.filter(|at| *at > w.now);
    let cause = group.cause;
    let ids: Vec<String> = group.members.iter().map(|m| m.id.clone()).collect();
    for id in ids {
        member::go_on(w, key, &id);
    }
    refresh::go_on(w, key);
    level(w, key, cause);
    ended(w, key, cause);
}

/// Forgets a group that was deleted when its last instance is gone.
pub(super) fn ended(w: &mut World, key: GroupKey, cause: EventId) {
    let group = &w.autoscaling.groups[key];
    if group.deleting && group.members.is_empty() {
        let resource = group.resource();
        w.autoscaling.groups.remove(key);
        w.state_apart(Some(cause), &resource, "deleting", "deleted", "");
    }
}

/// Brings the capacity to the desired one.
fn level(w: &mut World, key: GroupKey, cause: EventId) {
    let capacity = |w: &World| {
        let members = w.autoscaling.groups[key].members.iter();
        members.filter(|m| m.counts()).count()
    };
    let (now, wanted) = (capacity(w), w.autoscaling.groups[key].desired as usize);
    if now == wanted || (now < wanted && w.autoscaling.groups[key].launch_again.is_some()) {
        return;
    }
    let asked = std::mem::take(&mut w.autoscaling.groups[key].asked);
    if now < wanted {
        let why = format!(
            "{asked}an instance was started in response to a difference between desired and actual capacity, increasing the capacity from {now} to {wanted}."
        );
        for _ in now..wanted {
            if !launch(w, key, &why, cause) {
                return launch_later(w, key, cause);
            }
        }
        return;
    }
    let why = format!(
        "{asked}an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from {now} to {wanted}."
    );
    for _ in wanted..now {
        if let Some(id) = victim(&w.autoscaling.groups[key]) {
            member::end(w, key, &id, &why, cause);
        }
    }
}

fn in_zone(group: &Group, zone: &str) -> usize {
    let members = group.members.iter();
    members.filter(|m| m.counts() && m.zone == zone).count()
}

/// Who goes when there are too many: in the zone with most instances, what was launched with the oldest version, and of those
/// the oldest (Auto Scaling user guide, "Default termination policy").
fn victim(group: &Group) -> Option<String> {
    let counted = group.members.iter().enumerate().filter(|(_, m)| m.counts());
    let order = |(n, m): &(usize, &Member)| {
        let others = in_zone(group, &m.zone);
        (std::cmp::Reverse(others), m.template.number, *n)
    };
    counted.min_by_key(order).map(|(_, m)| m.id.clone())
}

/// Launches an instance in the zone that has fewest, or in another one where that has no capacity. Tells whether it did.
fn launch(w: &mut World, key: GroupKey, why: &str, cause: EventId) -> bool {
    let group = &w.autoscaling.groups[key];
    let mut places: Vec<(usize, usize, String, String)> = Vec::new();
    for (n, subnet) in group.subnets.iter().enumerate() {
        let zone = ec2::zone_of(w, subnet).unwrap_or_default().to_owned();
        places.push((in_zone(group, &zone), n, subnet.clone(), zone));
    }
    places.sort();
    for (_, _, subnet, zone) in places {
        match launch_in(w, key, &subnet, &zone, why, cause) {
            Ok(()) => return true,
            Err(error) => {
                let description = "Launching a new EC2 instance".to_owned();
                let (id, event) = activity::begin(w, key, description, why, cause);
                let message = format!("{} Launching EC2 instance failed.", error.message);
                activity::fail(w, key, &id, &message, event);
                if error.code != "InsufficientInstanceCapacity" {
                    return false;
                }
            }
        }
    }
    false
}

fn launch_in(
    w: &mut World,
    key: GroupKey,
    subnet: &str,
    zone: &str,
    why: &str,
    cause: EventId,
) -> Result<(), CloudError> {
    let template = refresh::template(w, key)?;
    let group = &w.autoscaling.groups[key];
    let tags = group.tags.iter().filter(|t| t.propagate_at_launch);
    let mut tags: Vec<(String, String)> = tags.map(|t| (t.key.clone(), t.value.clone())).collect();
    tags.push(("aws:autoscaling:groupName".to_owned(), group.name.clone()));
    // Both are put on whatever is launched with a template (EC2 user guide, "Launch instances from a launch template").
    let launched_with = [
        ("aws:ec2launchtemplate:id", template.id.clone()),
        ("aws:ec2launchtemplate:version", template.number.to_string()),
    ];
    tags.extend(launched_with.map(|(key, value)| (key.to_owned(), value)));
    let mut request = ec2::launch_with_template(w, &template.id, template.number)?;
    subnet.clone_into(&mut request.subnet_id);
    let instance_type = request.instance_type.clone();
    let id = ec2::launch_for_group(w, request, tags, cause)?;
    let description = format!("Launching a new EC2 instance: {id}");
    let (activity, event) = activity::begin(w, key, description, why, cause);
    let resource = format!("{}/{id}", w.autoscaling.groups[key].resource());
    let last = w.state_apart(
        Some(event),
        &resource,
        "",
        LifecycleState::Pending.word(),
        "",
    );
    w.autoscaling.groups[key].members.push(Member {
        id,
        zone: zone.to_owned(),
        instance_type,
        template,
        state: LifecycleState::Pending,
        healthy: true,
        in_service: None,
        activity,
        last,
    });
    Ok(())
}
