//! What AWS's service models do not allow, refused in each service's own code and words before the service looks.

#[cfg(test)]
mod answers;
mod tag;
#[cfg(test)]
mod tests;

use paperboat_core::aws::Request;
use paperboat_core::aws::constraint::{Rule, Step, Violation, violations};
use paperboat_core::error::{CloudError, ErrorKind};

/// Refuses a request that the service's model does not allow.
///
/// # Errors
/// `InvalidInput` in the service's code: the first thing that is wrong, or all of them, as the service tells it.
pub(crate) fn admit(request: &Request) -> Result<(), CloudError> {
    let operation = request.name();
    let mut found = violations(request);
    found.retain(|v| !room_tells(operation, v));
    let Some(first) = found.first() else {
        return tag::admit(request);
    };
    let service = operation.split_once(':').map_or("", |(service, _)| service);
    let (code, message) = match service {
        "ec2" => ec2(first),
        "ecr" => ("InvalidParameterException", ecr(first)),
        "ecs" => (ecs_code(operation), together(&found)),
        "logs" => ("InvalidParameterException", together(&found)),
        "iam" | "sts" | "elbv2" | "autoscaling" => ("ValidationError", together(&found)),
        "servicediscovery" => ("InvalidInput", together(&found)),
        _ => ("ValidationException", together(&found)),
    };
    Err(CloudError::refused(
        ErrorKind::InvalidInput,
        operation,
        code,
        message,
    ))
}

/// What the room of the service refuses in words of its own, because AWS does not tell it as its model has it.
///
/// ECS: "Family should not be null or empty.", "Container list cannot be empty."; EC2: "Invalid value 't9.micro' for
/// InstanceType."; DescribeInstanceTypes has a code of its own.
const ROOMS: [(&str, &str); 4] = [
    ("ecs:RegisterTaskDefinition", "family"),
    ("ecs:RegisterTaskDefinition", "containerDefinitions"),
    ("ec2:RunInstances", "InstanceType"),
    ("ec2:DescribeInstanceTypes", "InstanceTypes"),
];

fn room_tells(operation: &str, violation: &Violation) -> bool {
    ROOMS.contains(&(operation, violation.member()))
}

/// ECS answers `ClientException` for a task definition and `InvalidParameterException` for all else.
fn ecs_code(operation: &str) -> &'static str {
    match operation {
        "ecs:RegisterTaskDefinition" => "ClientException",
        _ => "InvalidParameterException",
    }
}

/// EC2's own form: the first thing that is wrong (EC2 API reference, error codes, "Client errors").
fn ec2(violation: &Violation) -> (&'static str, String) {
    let member = violation.member();
    match (&violation.rule, &violation.value) {
        (Rule::Required, _) | (_, None) => (
            "MissingParameter",
            format!("The request must contain the parameter {member}"),
        ),
        (_, Some(value)) => (
            "InvalidParameterValue",
            format!("Value ({value}) for parameter {member} is invalid."),
        ),
    }
}

/// ECR's own form, such as `Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular
/// expression '...''`, as people quote it in their issues.
fn ecr(violation: &Violation) -> String {
    let rule = match &violation.rule {
        Rule::Required => "must not be null".to_owned(),
        Rule::LengthLeast(n) => format!("must have length greater than or equal to {n}"),
        Rule::LengthMost(n) => format!("must have length less than or equal to {n}"),
        Rule::ValueLeast(n) => format!("must have value greater than or equal to {n}"),
        Rule::ValueMost(n) => format!("must have value less than or equal to {n}"),
        Rule::Pattern(p) => format!("must satisfy regular expression '{p}'"),
        Rule::Words(words) => format!("must satisfy enum value set: [{}]", words.join(", ")),
    };
    let at = way(&violation.path);
    format!("Invalid parameter at '{at}' failed to satisfy constraint: '{rule}'")
}

/// The form of the services' common front, which tells everything that is wrong.
fn together(found: &[Violation]) -> String {
    let errors = if found.len() == 1 { "error" } else { "errors" };
    let each: Vec<String> = found.iter().map(one).collect();
    format!(
        "{} validation {errors} detected: {}",
        found.len(),
        each.join("; ")
    )
}

fn one(violation: &Violation) -> String {
    let rule = match &violation.rule {
        Rule::Required => "Member must not be null".to_owned(),
        Rule::LengthLeast(n) => format!("Member must have length greater than or equal to {n}"),
        Rule::LengthMost(n) => format!("Member must have length less than or equal to {n}"),
        Rule::ValueLeast(n) => format!("Member must have value greater than or equal to {n}"),
        Rule::ValueMost(n) => format!("Member must have value less than or equal to {n}"),
        Rule::Pattern(p) => format!("Member must satisfy regular expression pattern: {p}"),
        Rule::Words(words) => format!("Member must satisfy enum value set: [{}]", words.join(", ")),
    };
    let value = match &violation.value {
        None => "null".to_owned(),
        // A secret's value is in no answer and no log.
        Some(_) if violation.member() == "SecretString" => "'***'".to_owned(),
        Some(value) => format!("'{value}'"),
    };
    let at = way(&violation.path);
    format!("Value {value} at '{at}' failed to satisfy constraint: {rule}")
}

/// The way to a member as the services write it: `tags.1.member.key`, each name beginning small.
fn way(path: &[Step]) -> String {
    let mut out = String::new();
    for step in path {
        if !out.is_empty() {
            out.push('.');
        }
        match step {
            Step::Member(name) => {
                let mut chars = name.chars();
                if let Some(first) = chars.next() {
                    out.push(first.to_ascii_lowercase());
                    out.push_str(chars.as_str());
                }
            }
            Step::Item(n) => out.push_str(&format!("{n}.member")),
            Step::Key(key) => out.push_str(&format!("{key}.member")),
        }
    }
    out
}
