//! Instance types, as far as the facts know them.

use paperboat_core::aws::ec2::{
    DescribeInstanceTypes, DescribeInstanceTypesOutput, InstanceTypeInfo, MemoryInfo,
    ProcessorInfo, VCpuInfo,
};
use paperboat_core::error::CloudError;
use paperboat_core::facts::InstanceType;

use crate::refusal::invalid;

/// `DescribeInstanceTypes`.
pub(super) fn describe(
    r: &DescribeInstanceTypes,
) -> Result<DescribeInstanceTypesOutput, CloudError> {
    let unknown: Vec<&str> = r
        .instance_types
        .iter()
        .map(String::as_str)
        .filter(|name| InstanceType::named(name).is_none())
        .collect();
    if !unknown.is_empty() {
        let message = format!(
            "The following supplied instance types do not exist: [{}]",
            unknown.join(", ")
        );
        return Err(invalid("InvalidInstanceType", message));
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
    let instance_types = InstanceType::all()
        .iter()
        .filter(wanted)
        .map(view)
        .collect();
    Ok(DescribeInstanceTypesOutput { instance_types })
}

/// Finds a type by its name.
///
/// # Errors
/// `InvalidParameterValue`.
pub(super) fn require(name: &str) -> Result<&'static InstanceType, CloudError> {
    InstanceType::named(name).ok_or_else(|| {
        let message = format!("Invalid value '{name}' for InstanceType.");
        invalid("InvalidParameterValue", message)
    })
}
