//! Regions and zones, as the API lists them.

use paperboat_core::aws::ec2::{
    AvailabilityZone, DescribeAvailabilityZones, DescribeAvailabilityZonesOutput, DescribeRegions,
    DescribeRegionsOutput, Region,
};
use paperboat_core::error::CloudError;
use paperboat_core::facts::{ECR_REGIONS as REGIONS, is_enabled_by_default};
use paperboat_wire::ZONE_IDS;

use super::filter::{self, Filtered, passes};
use crate::id::{REGION, ZONES};
use crate::refusal::invalid;

/// What is said of a region or a zone that nobody has to ask for (EC2 API reference, Region and AvailabilityZone).
const ALWAYS: &str = "opt-in-not-required";

impl Filtered for Region {
    const OPERATION: &'static str = "ec2:DescribeRegions";
    const FILTERS: &'static [&'static str] = &["endpoint", "opt-in-status", "region-name"];

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        match filter {
            "endpoint" => Some(vec![self.endpoint.clone()]),
            "opt-in-status" => Some(vec![self.opt_in_status.clone()]),
            "region-name" => Some(vec![self.region_name.clone()]),
            _ => None,
        }
    }
}

/// `DescribeRegions`: an account that asked for no region besides those that every account has.
///
/// # Errors
/// Regions that are not known, filters that are not known.
pub(super) fn describe_regions(r: &DescribeRegions) -> Result<DescribeRegionsOutput, CloudError> {
    filter::check::<Region>(&r.filters)?;
    known("RegionName", &r.region_names, &REGIONS)?;
    let mut regions = Vec::new();
    for name in REGIONS.iter().map(|name| (*name).to_owned()) {
        let enabled = is_enabled_by_default(&name);
        let asked = match &r.region_names[..] {
            [] => enabled || r.all_regions,
            names => names.contains(&name),
        };
        let region = Region {
            opt_in_status: if enabled { ALWAYS } else { "not-opted-in" }.to_owned(),
            endpoint: format!("ec2.{name}.amazonaws.com"),
            region_name: name,
        };
        if asked && passes(&region, &r.filters)? {
            regions.push(region);
        }
    }
    Ok(DescribeRegionsOutput { regions })
}

fn known(parameter: &str, wanted: &[String], all: &[&str]) -> Result<(), CloudError> {
    match wanted.iter().find(|name| !all.contains(&name.as_str())) {
        Some(name) => {
            let message = format!("Value ({name}) for parameter {parameter} is invalid.");
            Err(invalid("InvalidParameterValue", message))
        }
        None => Ok(()),
    }
}

impl Filtered for AvailabilityZone {
    const OPERATION: &'static str = "ec2:DescribeAvailabilityZones";
    const FILTERS: &'static [&'static str] = &[
        "group-name",
        "message",
        "opt-in-status",
        "region-name",
        "state",
        "zone-id",
        "zone-name",
        "zone-type",
    ];

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(match filter {
            "group-name" => vec![self.group_name.clone()],
            "message" => self.messages.iter().map(|m| m.message.clone()).collect(),
            "opt-in-status" => vec![self.opt_in_status.clone()],
            "region-name" => vec![self.region_name.clone()],
            "state" => vec![self.state.clone()],
            "zone-id" => vec![self.zone_id.clone()],
            "zone-name" => vec![self.zone_name.clone()],
            "zone-type" => vec![self.zone_type.clone()],
            _ => return None,
        })
    }
}

/// The id of a zone of the region.
///
/// # Panics
/// For a zone that the region has not.
pub(super) fn zone_id(zone: &str) -> &'static str {
    let place = ZONES.iter().position(|name| *name == zone);
    ZONE_IDS[place.expect("a zone of the region")]
}

/// `DescribeAvailabilityZones`: the zones of the default VPC. No Local Zones and no Wavelength Zones, so all of them are no
/// more; and a zone is shown as available whatever strikes it.
///
/// # Errors
/// Zones that are not known, filters that are not known.
pub(super) fn describe_zones(
    r: &DescribeAvailabilityZones,
) -> Result<DescribeAvailabilityZonesOutput, CloudError> {
    filter::check::<AvailabilityZone>(&r.filters)?;
    known("ZoneName", &r.zone_names, &ZONES)?;
    known("ZoneId", &r.zone_ids, &ZONE_IDS)?;
    let mut availability_zones = Vec::new();
    for (name, id) in ZONES.into_iter().zip(ZONE_IDS) {
        let zone = AvailabilityZone {
            opt_in_status: ALWAYS.to_owned(),
            messages: Vec::new(),
            region_name: REGION.to_owned(),
            zone_name: name.to_owned(),
            zone_id: id.to_owned(),
            group_name: format!("{REGION}-zg-1"),
            network_border_group: REGION.to_owned(),
            zone_type: "availability-zone".to_owned(),
            state: "available".to_owned(),
        };
        let among =
            |wanted: &[String], own: &str| wanted.is_empty() || wanted.iter().any(|w| w == own);
        let asked = among(&r.zone_names, name) && among(&r.zone_ids, id);
        if asked && passes(&zone, &r.filters)? {
            availability_zones.push(zone);
        }
    }
    Ok(DescribeAvailabilityZonesOutput { availability_zones })
}

#[cfg(test)]
mod tests {
    use paperboat_core::aws::ec2::Filter;

    use super::*;

    fn names(r: &DescribeRegions) -> Result<Vec<String>, String> {
        let found = describe_regions(r).map_err(|e| e.code)?;
        Ok(found.regions.into_iter().map(|r| r.region_name).collect())
    }

    #[test]
    fn an_account_sees_the_regions_that_nobody_has_to_ask_for_unless_it_asks_for_all() {
        let own = names(&DescribeRegions::default()).expect("an answer");
        assert_eq!(own.len(), 17);
        assert!(own.contains(&"us-east-1".to_owned()) && !own.contains(&"af-south-1".to_owned()));
        let all = DescribeRegions {
            all_regions: true,
            ..Default::default()
        };
        let every = names(&all).expect("an answer");
        assert!(every.contains(&"af-south-1".to_owned()));
        let closed = DescribeRegions {
            filters: vec![Filter::new("opt-in-status", "not-opted-in")],
            ..all
        };
        assert_eq!(names(&closed).map(|c| c.len()), Ok(every.len() - own.len()));
        // One that is not enabled is shown to whoever names it.
        let named = |name: &str| DescribeRegions {
            region_names: vec![name.to_owned()],
            ..Default::default()
        };
        assert_eq!(names(&named("af-south-1")), Ok(vec!["af-south-1".into()]));
        let unknown = names(&named("moon-1"));
        assert_eq!(unknown, Err("InvalidParameterValue".into()));
        let by_tag = DescribeRegions {
            filters: vec![Filter::new("tag:Name", "web")],
            ..Default::default()
        };
        assert_eq!(names(&by_tag), Err("InvalidParameterValue".into()));
    }

    #[test]
    fn zones_are_found_by_name_and_by_id() {
        let ids = |r: &DescribeAvailabilityZones| {
            let found = describe_zones(r).map_err(|e| e.code)?;
            let zones = found.availability_zones.into_iter();
            Ok::<_, String>(zones.map(|z| z.zone_id).collect::<Vec<_>>())
        };
        let all = DescribeAvailabilityZones::default();
        assert_eq!(ids(&all), Ok(ZONE_IDS.map(str::to_owned).to_vec()));
        let second = DescribeAvailabilityZones {
            zone_names: vec![ZONES[1].to_owned()],
            ..Default::default()
        };
        assert_eq!(ids(&second), Ok(vec![ZONE_IDS[1].to_owned()]));
        let neither = DescribeAvailabilityZones {
            zone_ids: vec![ZONE_IDS[0].to_owned()],
            ..second
        };
        assert_eq!(ids(&neither), Ok(vec![]));
        let unknown = DescribeAvailabilityZones {
            zone_names: vec!["us-east-1z".to_owned()],
            ..Default::default()
        };
        assert_eq!(ids(&unknown), Err("InvalidParameterValue".into()));
    }
}
