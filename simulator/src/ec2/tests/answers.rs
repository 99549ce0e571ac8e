//! What answers hold besides what recipes ask for.

use super::*;

#[test]
fn answers_tell_what_tutorials_ask_for() {
    let mut w = world(Vec::new());
    let free = |w: &mut World| {
        let subnets = call(w, DescribeSubnets::default()).unwrap().subnets;
        subnets[0].available_ip_address_count
    };
    // A /20 has 4,096 addresses, of which AWS keeps five.
    assert_eq!(free(&mut w), 4_091);
    let id = launch(&mut w);
    assert_eq!(free(&mut w), 4_090);
    pass(&mut w, 600);
    let instance = seen(&mut w, &id);
    assert_eq!(instance.launch_time.0 % 1_000_000, 0, "to the second");
    let shown = &instance.network_interfaces[0];
    let all = call(&mut w, DescribeNetworkInterfaces::default()).unwrap();
    let interface = &all.network_interfaces[0];
    assert_eq!(shown.network_interface_id, interface.network_interface_id);
    assert_eq!(shown.private_ip_address, instance.private_ip_address);
    let public = shown.association.as_ref().unwrap();
    assert_eq!(public.public_ip, instance.public_ip_address);
    let statuses = call(&mut w, DescribeInstanceStatus::default()).unwrap();
    let status = &statuses.instance_statuses[0];
    assert_eq!(
        status.availability_zone,
        instance.placement.availability_zone
    );
    assert_eq!(status.system_status.details[0].status, "passed");

    let made = CreateKeyPair {
        key_name: "k".into(),
        ..Default::default()
    };
    let made = call(&mut w, made).unwrap();
    let delete = DeleteKeyPair {
        key_name: "k".into(),
    };
    let gone = call(&mut w, delete.clone()).unwrap();
    assert_eq!(gone.key_pair_id, Some(made.key_pair_id));
    let again = call(&mut w, delete).unwrap();
    assert_eq!((again.r#return, again.key_pair_id), (true, None));
}
