//! Whether an answer shows something on its way.

use serde_json::{Map, Value};

/// AWS's words for states that end by themselves, of the services that are modelled.
const PASSING: [&str; 20] = [
    // EC2: instances, volumes and snapshots, status checks
    "pending",
    "shutting-down",
    "stopping",
    "initializing",
    // ECS: tasks, deployments, services
    "PROVISIONING",
    "PENDING",
    "ACTIVATING",
    "DEACTIVATING",
    "STOPPING",
    "DEPROVISIONING",
    "IN_PROGRESS",
    "DRAINING",
    // Elastic Load Balancing: load balancers and targets
    "provisioning",
    "initial",
    "draining",
    "unhealthy.draining",
    // EFS, Cloud Map
    "creating",
    "deleting",
    "updating",
    "SUBMITTED",
];

/// The members that hold such words.
const STATES: [&str; 6] = [
    "State",
    "Status",
    "status",
    "lastStatus",
    "rolloutState",
    "LifeCycleState",
];

/// Tells whether anything in an answer, as [`Read::shown`](paperboat_wire::Read::shown) gives it, is on its way.
pub(crate) fn in_transition(shown: &Value) -> bool {
    match shown {
        Value::Object(members) => passes(members) || members.values().any(in_transition),
        Value::Array(items) => items.iter().any(in_transition),
        _ => false,
    }
}

fn passes(members: &Map<String, Value>) -> bool {
    let word = |name: &str| members.get(name).and_then(Value::as_str);
    let passing = |word: &str| PASSING.contains(&word);
    // The state of an instance is a structure with a number and a name, that of a load balancer has a code.
    let state = ["State", "InstanceState", "CurrentState"].iter();
    let inner = state.filter_map(|name| members.get(*name)?.as_object());
    let mut inner = inner.filter_map(|s| s.get("Name").or_else(|| s.get("Code"))?.as_str());
    STATES.iter().filter_map(|name| word(name)).any(passing)
        || inner.any(passing)
        || word("lastStatus") != word("desiredStatus") && word("desiredStatus").is_some()
        || word("status") == Some("ACTIVE")
            && members.contains_key("desiredCount")
            && members.get("runningCount") != members.get("desiredCount")
}
