//! `deploy` of a service.

use super::shape::Shape::{
    Bytes, Count, Duration, Float, Int, List, Object as Obj, Pairs, Text, Texts, Word,
};
use super::shape::{Object, Repeat, field, object};

/// `deploy`.
pub(super) static DEPLOY: Object = object(&[
    field("mode", Text),
    field("replicas", Int).kept(),
    field("labels", Pairs),
    field("update_config", Obj(&UPDATE)),
    field("rollback_config", Obj(&UPDATE)),
    field("resources", Obj(&RESOURCES)).always(),
    field("restart_policy", Obj(&RESTART)),
    field("placement", Obj(&PLACEMENT)).always(),
    field("endpoint_mode", Text),
]);

static UPDATE: Object = object(&[
    field("parallelism", Int).kept(),
    field("delay", Duration),
    field("failure_action", Text),
    field("monitor", Duration),
    field("max_failure_ratio", Float),
    field("order", Word(&["start-first", "stop-first"])),
]);

static RESOURCES: Object = object(&[
    field("limits", Obj(&LIMITS)),
    field("reservations", Obj(&RESERVATIONS)),
]);

static LIMITS: Object = object(&[
    field("cpus", Float),
    field("memory", Bytes),
    field("pids", Int),
]);

static RESERVATIONS: Object = object(&[
    field("cpus", Float),
    field("memory", Bytes),
    field("devices", List(&Obj(&DEVICE))),
    field("generic_resources", List(&Obj(&GENERIC))),
]);

/// A request for devices, which says what they must be able to do.
static DEVICE: Object = object(&[
    field("capabilities", Texts(Repeat::Kept)).required(),
    field("driver", Text),
    field("count", Count),
    field("device_ids", Texts(Repeat::Kept)),
    field("options", Pairs),
]);

/// A request for GPUs, which need not say so.
pub(super) static GPU: Object = object(&[
    field("capabilities", Texts(Repeat::Kept)),
    field("driver", Text),
    field("count", Count),
    field("device_ids", Texts(Repeat::Kept)),
    field("options", Pairs),
]);

static GENERIC: Object = object(&[field("discrete_resource_spec", Obj(&DISCRETE))]);

static DISCRETE: Object = object(&[field("kind", Text).kept(), field("value", Int).kept()]);

static RESTART: Object = object(&[
    field("condition", Text),
    field("delay", Duration).kept(),
    field("max_attempts", Int).kept(),
    field("window", Duration).kept(),
]);

static PLACEMENT: Object = object(&[
    field("constraints", Texts(Repeat::Kept)),
    field("preferences", List(&Obj(&PREFERENCE))),
    field("max_replicas_per_node", Int),
]);

static PREFERENCE: Object = object(&[field("spread", Text)]);
