//! One rule of a security group: a protocol, ports and who may come.

use std::fmt;
use std::net::Ipv4Addr;

use paperboat_core::aws::ec2::{IpPermission, IpRange, UserIdGroupPair};
use paperboat_core::error::CloudError;

use super::key_pair::missing;
use super::security_group::GroupKey;
use crate::refusal::invalid;
use crate::world::World;

/// What a rule allows. Rules are equal when they allow the same, whatever their description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Permission {
    pub(super) protocol: Protocol,
    /// First and last port; type and code for ICMP; -1 for all.
    pub(super) ports: (i32, i32),
    pub(super) peer: Peer,
}

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Protocol {
    Tcp,
    Udp,
    Icmp,
    All,
}

/// Who may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Peer {
    /// Addresses whose first bits are these.
    Range(Cidr),
    /// The members of a group.
    Group(GroupKey),
}

/// A range of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cidr {
    network: u32,
    bits: u8,
}

impl Cidr {
    /// Every address.
    pub(super) const EVERYWHERE: Self = Self {
        network: 0,
        bits: 0,
    };

    /// Reads `10.0.0.0/8`; bits beyond the length are cleared, as EC2 does.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (address, bits) = text.split_once('/')?;
        let address: Ipv4Addr = address.parse().ok()?;
        let bits: u8 = bits.parse().ok().filter(|b| *b <= 32)?;
        let mask = u32::MAX.checked_shl(32 - u32::from(bits)).unwrap_or(0);
        Some(Self {
            network: u32::from(address) & mask,
            bits,
        })
    }

    pub(super) fn contains(self, address: Ipv4Addr) -> bool {
        let shift = 32 - u32::from(self.bits);
        (u32::from(address) ^ self.network)
            .checked_shr(shift)
            .unwrap_or(0)
            == 0
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", Ipv4Addr::from(self.network), self.bits)
    }
}

impl Protocol {
    fn parse(word: &str) -> Result<Self, CloudError> {
        match word.to_ascii_lowercase().as_str() {
            "tcp" | "6" => Ok(Self::Tcp),
            "udp" | "17" => Ok(Self::Udp),
            "icmp" | "1" => Ok(Self::Icmp),
            "-1" => Ok(Self::All),
            "" => Err(missing("ipProtocol")),
            _ => Err(invalid(
                "InvalidParameterValue",
                format!("Invalid value '{word}' for IP protocol. Unknown protocol."),
            )),
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Icmp => "icmp",
            Self::All => "-1",
        }
    }

    fn ports(self, from: Option<i32>, to: Option<i32>) -> Result<(i32, i32), CloudError> {
        let wrong = |message: String| Err(invalid("InvalidParameterValue", message));
        match self {
            Self::All => Ok((-1, -1)),
            Self::Icmp => Ok((from.unwrap_or(-1), to.unwrap_or(-1))),
            Self::Tcp | Self::Udp => match (from, to) {
                (Some(-1), Some(-1)) => Ok((0, 65_535)),
                (Some(from), Some(to)) if 0 <= from && from <= to && to <= 65_535 => Ok((from, to)),
                (Some(from), Some(to)) => {
                    wrong(format!("Invalid TCP/UDP port range ({from}:{to})"))
                }
                _ => wrong(
                    "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange."
                        .to_owned(),
                ),
            },
        }
    }
}

impl Permission {
    /// Tells whether the rule covers a TCP port.
    pub(super) fn covers_tcp(&self, port: u16) -> bool {
        match self.protocol {
            Protocol::All => true,
            Protocol::Tcp => (self.ports.0..=self.ports.1).contains(&i32::from(port)),
            Protocol::Udp | Protocol::Icmp => false,
        }
    }

    /// Tells whether the rule is about a TCP port and no other.
    pub(super) fn opens_only(&self, port: u16) -> bool {
        let port = i32::from(port);
        self.protocol == Protocol::Tcp && self.ports == (port, port)
    }

    /// Names what the rule opens, for an event: `tcp 22 from 0.0.0.0/0`.
    pub(super) fn describe(&self, w: &World) -> String {
        let (from, to) = self.ports;
        let peer = self.peer.name(w);
        match self.protocol {
            Protocol::All => format!("all from {peer}"),
            protocol if from == to => format!("{} {from} from {peer}", protocol.word()),
            protocol => format!("{} {from}-{to} from {peer}", protocol.word()),
        }
    }

    /// Names the rule as EC2's refusals do.
    pub(super) fn named(&self, w: &World) -> String {
        let peer = self.peer.name(w);
        match self.protocol {
            Protocol::All => format!("peer: {peer}, ALL, ALLOW"),
            protocol => format!(
                "peer: {peer}, {}, from port: {}, to port: {}, ALLOW",
                protocol.word().to_ascii_uppercase(),
                self.ports.0,
                self.ports.1
            ),
        }
    }
}

impl Peer {
    fn name(self, w: &World) -> String {
        match self {
            Self::Range(cidr) => cidr.to_string(),
            Self::Group(key) => w.ec2.groups[key].id.clone(),
        }
    }
}

/// Reads the rules of a request, each with its description.
///
/// # Errors
/// What EC2 refuses: unknown protocols, port ranges, malformed ranges, unknown groups, rules without a source.
pub(super) fn read(
    w: &World,
    permissions: &[IpPermission],
) -> Result<Vec<(Permission, String)>, CloudError> {
    if permissions.is_empty() {
        return Err(missing("IpPermissions"));
    }
    let mut out: Vec<(Permission, String)> = Vec::new();
    for p in permissions {
        let protocol = Protocol::parse(&p.ip_protocol)?;
        let ports = protocol.ports(p.from_port, p.to_port)?;
        let mut peers = Vec::new();
        for range in &p.ip_ranges {
            let cidr = Cidr::parse(&range.cidr_ip).ok_or_else(|| {
                let message = format!("CIDR block {} is malformed", range.cidr_ip);
                invalid("InvalidParameterValue", message)
            })?;
            super::security_group::check_text("Description", &range.description)?;
            peers.push((Peer::Range(cidr), range.description.clone()));
        }
        for pair in &p.user_id_group_pairs {
            let group = super::group::named(w, &pair.group_id, &pair.group_name)?;
            peers.push((Peer::Group(group), String::new()));
        }
        if peers.is_empty() {
            return Err(missing("IpPermissions.N.IpRanges"));
        }
        for (peer, description) in peers {
            let permission = Permission {
                protocol,
                ports,
                peer,
            };
            if out.iter().any(|(p, _)| *p == permission) {
                let message = "The same permission must not appear multiple times";
                return Err(invalid("InvalidParameterValue", message));
            }
            out.push((permission, description));
        }
    }
    Ok(out)
}

/// Rules as the API shows them: those with the same protocol and ports together.
pub(super) fn shown<'a>(
    w: &World,
    rules: impl Iterator<Item = (&'a Permission, &'a str)>,
) -> Vec<IpPermission> {
    let mut out: Vec<IpPermission> = Vec::new();
    for (permission, description) in rules {
        let (from, to) = permission.ports;
        let all = permission.protocol == Protocol::All;
        let head = IpPermission {
            ip_protocol: permission.protocol.word().to_owned(),
            from_port: (!all).then_some(from),
            to_port: (!all).then_some(to),
            ..IpPermission::default()
        };
        let same = |p: &&mut IpPermission| {
            (&p.ip_protocol, p.from_port, p.to_port)
                == (&head.ip_protocol, head.from_port, head.to_port)
        };
        let place = match out.iter_mut().find(same) {
            Some(place) => place,
            None => {
                out.push(head);
                let last = out.len() - 1;
                &mut out[last]
            }
        };
        match permission.peer {
            Peer::Range(cidr) => place.ip_ranges.push(IpRange {
                cidr_ip: cidr.to_string(),
                description: description.to_owned(),
            }),
            Peer::Group(key) => place.user_id_group_pairs.push(UserIdGroupPair {
                group_id: w.ec2.groups[key].id.clone(),
                ..Default::default()
            }),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Cidr;

    #[test]
    fn a_range_holds_the_addresses_with_its_first_bits() {
        let cidr = Cidr::parse("10.1.2.3/16").unwrap();
        assert_eq!(cidr.to_string(), "10.1.0.0/16");
        assert!(cidr.contains([10, 1, 255, 255].into()));
        assert!(!cidr.contains([10, 2, 0, 0].into()));
        let everybody = Cidr::parse("0.0.0.0/0").unwrap();
        assert!(everybody.contains([203, 0, 113, 9].into()));
        let one = Cidr::parse("192.0.2.10/32").unwrap();
        assert!(one.contains([192, 0, 2, 10].into()) && !one.contains([192, 0, 2, 11].into()));
        for wrong in [
            "10.0.0.0",
            "10.0.0.0/33",
            "10.0.0/8",
            "::/0",
            "10.0.0.0/-1",
            "",
        ] {
            assert_eq!(Cidr::parse(wrong), None, "{wrong}");
        }
    }
}
