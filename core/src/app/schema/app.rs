//! The top of a Compose file: networks, volumes, secrets, configs, models, includes.

use super::service::SERVICE;
use super::shape::Shape::{
    Bool, External, Includes, List, Map, Object as Obj, ObjectOrNull, Options, Pairs, StrictNumber,
    Text, TextOrTexts, Texts,
};
use super::shape::{Field, Object, Repeat, Shape, closed, field, object};

/// The top of a file.
pub(in crate::app) static APP: Object = object(&[
    field("version", Text),
    field("name", Text),
    field("include", Includes(&INCLUDE)),
    field("services", Map(&Obj(&SERVICE))).kept(),
    field("networks", Map(&ObjectOrNull(&NETWORK))),
    field("volumes", Map(&ObjectOrNull(&VOLUME))),
    field("secrets", Map(&Obj(&SECRET))),
    field("configs", Map(&Obj(&CONFIG))),
    field("models", Map(&Obj(&MODEL))),
]);

static INCLUDE: Object = closed(&[
    field("path", TextOrTexts),
    field("project_directory", Text),
    field("env_file", TextOrTexts),
]);

static NETWORK: Object = object(&[
    field("name", Text),
    field("driver", Text),
    field("driver_opts", Options),
    field("ipam", Obj(&IPAM)).always(),
    field("external", External),
    field("internal", Bool),
    field("attachable", Bool),
    field("labels", Pairs),
    field("enable_ipv4", Bool).kept(),
    field("enable_ipv6", Bool),
]);

static IPAM: Object = object(&[
    field("driver", Text),
    field("config", List(&POOL)),
    field("options", Options),
]);

static POOL: Shape = Obj(&object(POOL_FIELDS));

const POOL_FIELDS: &[Field] = &[
    field("subnet", Text),
    field("gateway", Text),
    field("ip_range", Text),
    field("aux_addresses", Options),
];

static VOLUME: Object = object(&[
    field("name", Text),
    field("driver", Text),
    field("driver_opts", Options),
    field("external", External),
    field("labels", Pairs),
]);

static SECRET: Object = object(&[
    field("name", Text),
    field("file", Text),
    field("environment", Text),
    field("external", External),
    field("labels", Pairs),
    field("driver", Text),
    field("driver_opts", Options),
    field("template_driver", Text),
]);

static CONFIG: Object = object(&[
    field("name", Text),
    field("file", Text),
    field("environment", Text),
    field("content", Text),
    field("external", External),
    field("labels", Pairs),
    field("template_driver", Text),
]);

static MODEL: Object = object(&[
    field("name", Text),
    field("model", Text).required(),
    field("context_size", StrictNumber),
    field("runtime_flags", Texts(Repeat::Kept)),
]);
