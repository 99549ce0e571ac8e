use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use paperboat_core::aws::Reply;
use paperboat_core::aws::ec2::{
    Address, AllocateAddressOutput, DescribeAddressesOutput, DescribeInstancesOutput,
    DescribeNetworkInterfacesOutput, Instance, InstanceNetworkInterface,
    InstanceNetworkInterfaceAssociation, InstanceStateName, NetworkInterface,
    NetworkInterfaceAssociation, NetworkInterfaceAttachment, Reservation,
};
use paperboat_core::loopback::address_of;

use crate::hosts::address::Shown;
use crate::hosts::named::{BadName, NamedHost};

#[test]
fn every_instance_has_a_loopback_address_of_its_own() {
    let addresses: BTreeSet<Ipv4Addr> = (0..2000)
        .map(|n| address_of(&format!("i-{n:017x}")))
        .collect();
    assert!(addresses.len() > 1995, "{}", addresses.len());
    for address in &addresses {
        let [a, x, _, z] = address.octets();
        assert!(
            a == 127 && (64..128).contains(&x) && z > 0 && z < 255,
            "{address}"
        );
    }
    assert_eq!(address_of("i-1"), address_of("i-1"));
}

#[test]
fn no_stranger_s_address_is_shown() {
    let stranger = Some(Ipv4Addr::new(54, 214, 1, 1));
    let own = Ipv4Addr::new(127, 77, 1, 1);
    let instance = |state: InstanceStateName| Instance {
        instance_id: "i-1".to_owned(),
        state: state.into(),
        public_ip_address: stranger,
        public_dns_name: "ec2-54-214-1-1.amazonaws.com".to_owned(),
        network_interfaces: vec![InstanceNetworkInterface {
            association: Some(InstanceNetworkInterfaceAssociation {
                public_ip: stranger,
                public_dns_name: "ec2-54-214-1-1.amazonaws.com".to_owned(),
                ..Default::default()
            }),
            ..Default::default()
        }],
        ..Default::default()
    };
    let states = [InstanceStateName::Running, InstanceStateName::Stopped];
    let mut reply = Reply::DescribeInstances(DescribeInstancesOutput {
        reservations: vec![Reservation {
            instances: states.map(instance).to_vec(),
            ..Default::default()
        }],
        ..Default::default()
    });
    let associated = |id: Option<&str>| Address {
        public_ip: stranger,
        instance_id: id.map(str::to_owned),
        ..Default::default()
    };
    let mut addresses = Reply::DescribeAddresses(DescribeAddressesOutput {
        addresses: vec![
            associated(Some("i-1")),
            associated(None),
            associated(Some("")),
        ],
    });
    let mut allocated = Reply::AllocateAddress(AllocateAddressOutput {
        public_ip: stranger,
        ..Default::default()
    });
    let association = || NetworkInterfaceAssociation {
        public_ip: stranger,
        ..Default::default()
    };
    let attached = NetworkInterface {
        association: Some(association()),
        attachment: Some(NetworkInterfaceAttachment {
            instance_id: "i-1".to_owned(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let of_a_service = NetworkInterface {
        association: Some(association()),
        ..Default::default()
    };
    let mut interfaces = Reply::DescribeNetworkInterfaces(DescribeNetworkInterfacesOutput {
        network_interfaces: vec![attached, of_a_service],
        ..Default::default()
    });
    let shown = Shown::new(|_| own);
    for reply in [&mut reply, &mut addresses, &mut allocated, &mut interfaces] {
        shown.in_reply(reply);
        let text = reply.members().to_string();
        assert!(
            !text.contains("54.214") && !text.contains("54-214"),
            "{text}"
        );
    }
    let Reply::DescribeInstances(out) = reply else {
        panic!("still the same reply")
    };
    let seen = out.reservations[0]
        .instances
        .iter()
        .map(|i| i.public_ip_address);
    assert_eq!(seen.collect::<Vec<_>>(), [Some(own), None]);
    let Reply::DescribeAddresses(out) = addresses else {
        panic!("still the same reply")
    };
    let seen = out.addresses.iter().map(|a| a.public_ip);
    assert_eq!(seen.collect::<Vec<_>>(), [Some(own), None, None]);
}

#[tokio::test]
async fn machines_are_named_as_ssh_names_them() {
    for good in [
        "ssh://ec2-user@127.0.0.1:2222?key=/tmp/key",
        "ssh://ec2-user@127.0.0.1",
        "ssh://ec2-user@localhost:22/",
    ] {
        NamedHost::find(good).await.expect(good);
    }
    let shown = format!(
        "{:?}",
        NamedHost::find("ssh://me@127.0.0.1:2222?key=/k").await
    );
    assert!(
        shown.contains("[127.0.0.1]:2222") && shown.contains("\"/k\""),
        "{shown}"
    );
    for bad in [
        "127.0.0.1",
        "ssh://127.0.0.1",
        "ssh://me@",
        "ssh://@host",
        "ssh://me@127.0.0.1:port",
        "ssh://me@127.0.0.1:99999",
        "ssh://-oProxyCommand=x@127.0.0.1",
        "ssh://me@127.0.0.1?key=",
        "ssh://me@127.0.0.1?password=x",
    ] {
        let refused = NamedHost::find(bad).await.expect_err(bad);
        assert_eq!(refused, BadName::Form(bad.to_owned()));
    }
    let nowhere = NamedHost::find("ssh://me@no.such.host.invalid").await;
    assert!(matches!(nowhere, Err(BadName::NoAddress(_))));
}
