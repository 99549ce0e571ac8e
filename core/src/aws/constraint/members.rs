//! Members that nobody may drop in silence.

use serde_json::Value;

use super::table::{Member, Of, Structure, TABLE};

/// Why the members of a request cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Misread {
    /// No operation here has the name.
    #[error("unknown operation {0}")]
    Operation(String),
    /// AWS has the member, and here it is not modelled.
    #[error("{operation}: {member} is a member that AWS has and that is not modelled here")]
    NotModelled {
        /// The operation.
        operation: String,
        /// The member with the way to it, such as `deploymentConfiguration.strategy`.
        member: String,
    },
    /// AWS has no such member.
    #[error("{operation}: unknown member {member}")]
    Unknown {
        /// The operation.
        operation: String,
        /// The member with the way to it.
        member: String,
    },
    /// A value is of another type than its member.
    #[error("{operation}: {source}")]
    Type {
        /// The operation.
        operation: String,
        /// What serde says.
        source: serde_json::Error,
    },
}

/// Looks for members that the operation does not have here. Types are not looked at.
///
/// # Errors
/// The first such member: [`Misread::NotModelled`] when AWS has it, else [`Misread::Unknown`].
pub fn check_members(operation: &str, members: &Value) -> Result<(), Misread> {
    match TABLE.input(operation) {
        Some(input) => structure(operation, input, "", members),
        None => Ok(()),
    }
}

fn structure(operation: &str, shape: &Structure, at: &str, value: &Value) -> Result<(), Misread> {
    let Value::Object(members) = value else {
        return Ok(());
    };
    for (name, value) in members {
        let member = if at.is_empty() {
            name.clone()
        } else {
            format!("{at}.{name}")
        };
        let operation_name = || operation.to_owned();
        match shape.members.get(name) {
            Some(inner) => inside(operation, inner, &member, value)?,
            None if shape.others.contains(name) => {
                return Err(Misread::NotModelled {
                    operation: operation_name(),
                    member,
                });
            }
            None => {
                return Err(Misread::Unknown {
                    operation: operation_name(),
                    member,
                });
            }
        }
    }
    Ok(())
}

fn inside(operation: &str, shape: &Member, at: &str, value: &Value) -> Result<(), Misread> {
    match (&shape.of, value) {
        (Some(Of::Structure(name)), value) => match TABLE.structure(operation, name) {
            Some(shape) => structure(operation, shape, at, value),
            None => Ok(()),
        },
        (Some(Of::Value(of)), Value::Array(items)) => items
            .iter()
            .enumerate()
            .try_for_each(|(n, item)| inside(operation, of, &format!("{at}[{n}]"), item)),
        _ => Ok(()),
    }
}
