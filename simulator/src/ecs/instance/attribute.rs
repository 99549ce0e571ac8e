//! What `ListAttributes`, `PutAttributes` and `DeleteAttributes` do: attributes of container instances, those that ECS gives
//! them and those of one's own.

use std::sync::Arc;

use paperboat_core::aws::Reply;
use paperboat_core::aws::ecs::{
    Attribute, AttributesOutput, DeleteAttributes, ListAttributes, ListAttributesOutput,
    PutAttributes,
};
use paperboat_core::error::{CloudError, ErrorKind};

use super::operation::look_up;
use super::query::Known;
use super::{ContainerInstanceKey, of_cluster, poke_services};
use crate::ecs::refuse::{PAGE, page};
use crate::ecs::{cluster, invalid, refuse};
use crate::host;
use crate::world::{CallId, Outcome, World};

/// The most attributes of one's own on a container instance, and in one request (API reference, `PutAttributes`).
const MOST: usize = 10;

fn pair(name: &str, value: &str) -> Attribute {
    Attribute {
        name: name.to_owned(),
        value: value.to_owned(),
        ..Attribute::default()
    }
}

/// The attributes of a container instance: those that ECS gives it, and then one's own by name.
pub(super) fn attributes(w: &World, key: ContainerInstanceKey) -> Vec<Attribute> {
    let instance = &w.ecs.instances[key];
    let architecture = match host::architecture(w, instance.machine) {
        "arm64" => "arm64",
        _ => "x86_64",
    };
    let mut all = vec![
        pair("ecs.availability-zone", instance.zone),
        pair("ecs.instance-type", &instance.instance_type),
        pair("ecs.os-type", "linux"),
        pair("ecs.cpu-architecture", architecture),
    ];
    let own = instance.attributes.iter();
    all.extend(own.map(|(name, value)| pair(name, value)));
    all
}

/// What expressions can ask of a container instance.
pub(super) fn known(w: &World, key: ContainerInstanceKey) -> Known<'_> {
    Known {
        ec2_instance: &w.ecs.instances[key].ec2_instance,
        attributes: attributes(w, key),
    }
}

/// Lists the attributes of the container instances of a cluster, each with the instance that has it.
///
/// # Errors
/// `InvalidParameterException` for a value without a name.
pub(in crate::ecs) fn list(w: &World, r: &ListAttributes) -> Result<Outcome, CloudError> {
    const OP: &str = "ListAttributes";
    let cluster = &cluster::find(w, OP, &r.cluster)?.name;
    if r.attribute_name.is_empty() && !r.attribute_value.is_empty() {
        return Err(invalid(OP, "attributeValue needs attributeName."));
    }
    let wanted = |a: &Attribute| {
        (r.attribute_name.is_empty() || a.name == r.attribute_name)
            && (r.attribute_value.is_empty() || a.value == r.attribute_value)
    };
    let all = of_cluster(w, cluster).flat_map(|(key, instance)| {
        let arn = instance.arn();
        let all = attributes(w, key).into_iter().filter(&wanted);
        all.map(move |a| Attribute {
            target_id: arn.clone(),
            ..a
        })
    });
    let token = r.next_token.as_deref();
    let (attributes, next_token) = page(OP, all.collect(), token, r.max_results, PAGE)?;
    let output = ListAttributesOutput {
        attributes,
        next_token,
    };
    Ok(Outcome::Done(Reply::ListAttributes(output)))
}

/// Gives container instances attributes of one's own, or others values. Tasks that run stay where they are.
///
/// # Errors
/// `TargetNotFoundException`, `AttributeLimitExceededException`; names and values out of bounds. Then nothing changes.
pub(in crate::ecs) fn put(
    w: &mut World,
    call: CallId,
    r: &PutAttributes,
) -> Result<Outcome, CloudError> {
    const OP: &str = "PutAttributes";
    let (cluster, targets) = targets(w, OP, &r.cluster, &r.attributes)?;
    for (attribute, key) in r.attributes.iter().zip(&targets) {
        if !attribute.value.is_empty() && !fits(&attribute.value, "-_.@/\\: ") {
            let message = format!("Invalid attribute value: {}", attribute.value);
            return Err(invalid(OP, message));
        }
        let own = &w.ecs.instances[*key].attributes;
        let given = r.attributes.iter().zip(&targets);
        let given = given.filter(|(a, k)| *k == key && !own.contains_key(&a.name));
        let mut new: Vec<&str> = given.map(|(a, _)| a.name.as_str()).collect();
        new.sort_unstable();
        new.dedup();
        if own.len() + new.len() > MOST {
            let code = "AttributeLimitExceededException";
            let message = format!("A container instance can have at most {MOST} attributes.");
            return Err(refuse(ErrorKind::LimitExceeded, OP, code, message));
        }
    }
    w.call_event(call);
    for (attribute, key) in r.attributes.iter().zip(&targets) {
        let own = &mut w.ecs.instances[*key].attributes;
        own.insert(attribute.name.clone(), attribute.value.clone());
    }
    poke_services(w, &cluster);
    let attributes = r.attributes.clone();
    let output = AttributesOutput { attributes };
    Ok(Outcome::Done(Reply::PutAttributes(output)))
}

/// Takes attributes of one's own from container instances. Those that are not there are no error.
///
/// # Errors
/// `TargetNotFoundException`; a value that is given. Then nothing changes.
pub(in crate::ecs) fn delete(
    w: &mut World,
    call: CallId,
    r: &DeleteAttributes,
) -> Result<Outcome, CloudError> {
    const OP: &str = "DeleteAttributes";
    let (cluster, targets) = targets(w, OP, &r.cluster, &r.attributes)?;
    if r.attributes.iter().any(|a| !a.value.is_empty()) {
        let message = "An attribute is deleted by its name, without its value.";
        return Err(invalid(OP, message));
    }
    w.call_event(call);
    let mut gone = Vec::new();
    for (attribute, key) in r.attributes.iter().zip(&targets) {
        let own = &mut w.ecs.instances[*key].attributes;
        if own.remove(&attribute.name).is_some() {
            gone.push(attribute.clone());
        }
    }
    poke_services(w, &cluster);
    let output = AttributesOutput { attributes: gone };
    Ok(Outcome::Done(Reply::DeleteAttributes(output)))
}

/// Tells whether a name or a value has the length and the characters that the API reference gives (`Attribute`).
fn fits(text: &str, signs: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || signs.contains(c);
    (1..=128).contains(&text.len()) && text.chars().all(plain) && text.trim() == text
}

/// The container instances that attributes are given to or taken from, one for each.
fn targets(
    w: &World,
    operation: &str,
    cluster: &str,
    attributes: &[Attribute],
) -> Result<(Arc<str>, Vec<ContainerInstanceKey>), CloudError> {
    let cluster = Arc::clone(&cluster::find(w, operation, cluster)?.name);
    if attributes.len() > MOST {
        let message = format!("attributes can have at most {MOST} items.");
        return Err(invalid(operation, message));
    }
    let target = |a: &Attribute| {
        let reserved = ["ecs.", "com.amazonaws"]
            .iter()
            .any(|p| a.name.starts_with(p));
        if !fits(&a.name, "-_./\\") || reserved {
            let message = format!("Invalid attribute name: {}", a.name);
            return Err(invalid(operation, message));
        }
        if a.target_type.is_none() && !a.target_id.starts_with("arn:") {
            let message = "targetType is required where targetId is no ARN.";
            return Err(invalid(operation, message));
        }
        look_up(w, &cluster, &a.target_id).ok_or_else(|| {
            let message = "The specified target was not found.";
            let code = "TargetNotFoundException";
            refuse(ErrorKind::NotFound, operation, code, message)
        })
    };
    let found = attributes.iter().map(target).collect::<Result<_, _>>()?;
    Ok((cluster, found))
}
