//! Instance types, as far as the facts know them.

use paperboat_core::aws::constraint::word_exists;
use paperboat_core::aws::ec2::{
    DescribeInstanceTypes, DescribeInstanceTypesOutput, InstanceTypeInfo, MemoryInfo,
    ProcessorInfo, VCpuInfo,
};
use paperboat_core::error::CloudError;
use paperboat_core::facts::InstanceType;

use super::page::Asked;
use crate::refusal::invalid;

/// The types of a page, also where nobody asks (botocore: `DITMaxResults`; API reference, `DescribeInstanceTypes`).
const MOST_TYPES: usize = 100;

/// `DescribeInstanceTypes`.
pub(super) fn describe(
    r: &DescribeInstanceTypes,
) -> Result<DescribeInstanceTypesOutput, CloudError> {
    let names = || r.instance_types.iter().map(String::as_str);
    let unknown: Vec<&str> = names().filter(|name| !exists(name)).collect();
    if !unknown.is_empty() {
        let message = format!(
            "The following supplied instance types do not exist: [{}]",
            unknown.join(", ")
        );
        return Err(invalid("InvalidInstanceType", message));
    }
    if let Some(real) = names().find(|name| InstanceType::named(name).is_none()) {
        return Err(not_modelled("ec2:DescribeInstanceTypes", real));
    }
    let wanted =
        |t: &&InstanceType| r.instance_types.is_empty() || r.instance_types.contains(&t.name);
    let view = |t: &InstanceType| InstanceTypeInfo {
        instance_type: t.name.clone(),
        v_cpu_info: VCpuInfo {
            default_v_cpus: t.vcpu,
        },
        memory_info: MemoryInfo {
            size_in_mib: t.memory_mib,
        },
        processor_info: ProcessorInfo {
            supported_architectures: vec![t.architecture.word().to_owned()],
        },
    };
    let found = InstanceType::all().iter().filter(wanted).map(view);
    let instance_types: Vec<InstanceTypeInfo> = found.collect();
    let asked = Asked {
        most: MOST_TYPES,
        ids: None,
        max_results: r.max_results,
        next_token: r.next_token.as_deref(),
    };
    let (instance_types, next_token) = asked.of(instance_types)?;
    Ok(DescribeInstanceTypesOutput {
        instance_types,
        next_token,
    })
}

/// Tells whether AWS has a type, whether it is modelled or not.
fn exists(name: &str) -> bool {
    InstanceType::named(name).is_some() || word_exists("ec2:RunInstances", "InstanceType", name)
}

fn not_modelled(operation: &str, name: &str) -> CloudError {
    CloudError::unsupported(
        operation,
        format!("the instance type {name}, which AWS has"),
    )
}

/// Finds a type by its name.
///
/// # Errors
/// `NotModelled` for a type that only AWS has, `InvalidParameterValue` for any other.
pub(super) fn require(operation: &str, name: &str) -> Result<&'static InstanceType, CloudError> {
    InstanceType::named(name).ok_or_else(|| {
        if exists(name) {
            return not_modelled(operation, name);
        }
        let message = format!("Invalid value '{name}' for InstanceType.");
        invalid("InvalidParameterValue", message)
    })
}
