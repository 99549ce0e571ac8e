//! Rules of tags that stand in no service model: reserved keys, keys given twice, how many.

use std::collections::BTreeSet;

use paperboat_core::aws::Request;
use paperboat_core::error::{CloudError, ErrorKind};
use serde_json::Value;

/// The most tags of a resource: AWS's general rule (AWS General Reference, "Tag naming and usage conventions").
const MOST: usize = 50;
/// The most tags of a secret's, role's or load balancer's request are the same; Cloud Map takes 200 (its model).
const MOST_CLOUD_MAP: usize = 200;

/// Refuses a request whose tags AWS would not take. EC2's have a form of their own: see `ec2/tag.rs`.
///
/// # Errors
/// `InvalidInput` or `LimitExceeded` in the service's code. The codes of Elastic Load Balancing, IAM, Secrets Manager and
/// Cloud Map are those of their models' errors; where AWS's words are not known the words here are plain.
pub(super) fn admit(request: &Request) -> Result<(), CloudError> {
    let operation = request.name();
    let service = operation.split_once(':').map_or("", |(service, _)| service);
    if matches!(service, "ec2" | "host" | "ssm" | "sts") {
        return Ok(());
    }
    let keys = keys(request);
    let refuse = |kind, code: &str, message: String| {
        Err(CloudError::refused(kind, operation, code, message))
    };
    if let Some(key) = keys
        .iter()
        .find(|k| k.to_ascii_lowercase().starts_with("aws:"))
    {
        let message = format!("Tag keys that begin with 'aws:' are reserved for AWS: '{key}'");
        return refuse(ErrorKind::InvalidInput, invalid(service), message);
    }
    let mut seen = BTreeSet::new();
    for key in &keys {
        // IAM alone compares keys without regard to case (IAM user guide, "Tags for IAM resources").
        let same = if service == "iam" {
            key.to_lowercase()
        } else {
            key.clone()
        };
        if !seen.insert(same) {
            let (code, message) = match service {
                "elbv2" => (
                    "DuplicateTagKeys",
                    format!("A tag key was specified more than once: '{key}'"),
                ),
                "iam" => (
                    "InvalidInput",
                    "Duplicate tag keys found. Please note that Tag keys are case insensitive."
                        .to_owned(),
                ),
                _ => (invalid(service), format!("Duplicate tag key '{key}'")),
            };
            return refuse(ErrorKind::InvalidInput, code, message);
        }
    }
    let most = if service == "servicediscovery" {
        MOST_CLOUD_MAP
    } else {
        MOST
    };
    if keys.len() > most {
        let code = match service {
            "elbv2" => "TooManyTags",
            "iam" | "secretsmanager" => "LimitExceeded",
            "servicediscovery" => "TooManyTagsException",
            _ => invalid(service),
        };
        let message = format!(
            "A resource can have at most {most} tags, and {} were given",
            keys.len()
        );
        return refuse(ErrorKind::LimitExceeded, code, message);
    }
    Ok(())
}

/// The code for a tag that is not allowed.
fn invalid(service: &str) -> &'static str {
    match service {
        "iam" | "servicediscovery" => "InvalidInput",
        "elbv2" | "autoscaling" => "ValidationError",
        "efs" => "BadRequest",
        _ => "InvalidParameterException",
    }
}

/// The keys of the request's tags.
fn keys(request: &Request) -> Vec<String> {
    let members = serde_json::to_value(request).unwrap_or_default();
    let tags = members.get("tags").or_else(|| members.get("Tags"));
    match tags {
        Some(Value::Array(all)) => {
            let key = |tag: &Value| tag.get("key").or_else(|| tag.get("Key")).cloned();
            let texts = all.iter().map(|tag| match key(tag) {
                Some(Value::String(key)) => key,
                _ => String::new(),
            });
            texts.collect()
        }
        Some(Value::Object(all)) => all.keys().cloned().collect(),
        _ => Vec::new(),
    }
}
