//! Whether a request is allowed at all, as nearly every one is: told while it is serialized, without a copy of it.

use std::fmt;

use serde::Serialize;
use serde::ser::{
    self, Impossible, SerializeMap, SerializeSeq, SerializeStruct, Serializer, StdError,
};
use serde_json::Value;

use super::super::Request;
use super::rule;
use super::table::{Kind, Member, Of, Structure, TABLE};

/// Tells whether the models allow all of a request whose operation takes this. Of what it does not know how to look at
/// it says that they do not: then [`super::violations`] looks at a copy, and says what.
pub(super) fn is_allowed(
    operation: &'static str,
    input: &'static Structure,
    request: &Request,
) -> bool {
    let glance = Glance {
        operation,
        at: At::Structure(input),
    };
    request.serialize(glance).is_ok()
}

/// There may be something that is not allowed.
#[derive(Debug)]
struct Doubt;

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value may not be allowed")
    }
}

impl StdError for Doubt {}

impl ser::Error for Doubt {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// What the models say of a value.
#[derive(Clone, Copy)]
enum At {
    Structure(&'static Structure),
    Value(&'static Member),
    /// Nothing.
    Free,
}

#[derive(Clone, Copy)]
struct Glance {
    operation: &'static str,
    at: At,
}

impl Glance {
    /// What a list or a map holds.
    fn within(self, member: &'static Member) -> Self {
        let at = match &member.of {
            Some(Of::Structure(name)) => {
                let shape = TABLE.structure(self.operation, name);
                shape.map_or(At::Free, At::Structure)
            }
            Some(Of::Value(inner)) => At::Value(inner),
            None => At::Free,
        };
        Self { at, ..self }
    }

    fn text(self, text: &str) -> Result<(), Doubt> {
        let mut doubt = Ok(());
        if let At::Value(member) = self.at {
            rule::text(member, text, |_| doubt = Err(Doubt));
        }
        doubt
    }

    fn number(self, number: i64) -> Result<(), Doubt> {
        match self.at {
            At::Value(member) if rule::value(member, number).next().is_some() => Err(Doubt),
            _ => Ok(()),
        }
    }

    fn fields(self) -> Fields {
        let glance = match self.at {
            At::Value(member) if member.kind != Kind::Map => self.within(member),
            _ => self,
        };
        Fields {
            glance,
            count: 0,
            seen: 0,
            next: At::Free,
        }
    }
}

/// The members of a structure, or the pairs of a map.
struct Fields {
    glance: Glance,
    count: i64,
    /// A bit for each required member that is there.
    seen: u64,
    /// What is said of the value whose key came last.
    next: At,
}

impl Fields {
    fn key(&mut self, key: &str) -> Result<(), Doubt> {
        self.count += 1;
        self.next = At::Free;
        match self.glance.at {
            At::Structure(shape) => {
                if let Some(n) = shape.required.iter().position(|name| name == key) {
                    self.seen |= 1_u64.checked_shl(n as u32).ok_or(Doubt)?;
                }
                self.next = shape.members.get(key).map_or(At::Free, At::Value);
            }
            At::Value(member) if member.kind == Kind::Map => {
                if let Some(shape) = &member.key {
                    let at = At::Value(shape);
                    Glance { at, ..self.glance }.text(key)?;
                }
                self.next = self.glance.within(member).at;
            }
            // A list of what is no structure holds no objects.
            At::Value(_) => return Err(Doubt),
            At::Free => {}
        }
        Ok(())
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Doubt> {
        let at = self.next;
        value.serialize(Glance { at, ..self.glance })
    }

    fn close(self) -> Result<(), Doubt> {
        match self.glance.at {
            At::Structure(shape) => {
                let absent = |n: usize| self.seen & (1 << n) == 0;
                let required = shape.required.iter().enumerate();
                for (_, name) in required.filter(|(n, _)| *n < 64 && absent(*n)) {
                    let member = shape.members.get(name);
                    if member.is_some_and(|m| rule::absent(name, m).next().is_some()) {
                        return Err(Doubt);
                    }
                }
                Ok(())
            }
            At::Value(member) => match rule::length(member, self.count).next() {
                Some(_) => Err(Doubt),
                None => Ok(()),
            },
            At::Free => Ok(()),
        }
    }
}

impl SerializeStruct for Fields {
    type Ok = ();
    type Error = Doubt;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Doubt> {
        self.key(key)?;
        self.value(value)
    }

    fn end(self) -> Result<(), Doubt> {
        self.close()
    }
}

impl SerializeMap for Fields {
    type Ok = ();
    type Error = Doubt;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Doubt> {
        match serde_json::to_value(key) {
            Ok(Value::String(key)) => self.key(&key),
            _ => Err(Doubt),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Doubt> {
        self.value(value)
    }

    fn end(self) -> Result<(), Doubt> {
        self.close()
    }
}

/// The items of a list.
struct Items {
    of: Glance,
    member: Option<&'static Member>,
    count: i64,
}

impl SerializeSeq for Items {
    type Ok = ();
    type Error = Doubt;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Doubt> {
        self.count += 1;
        value.serialize(self.of)
    }

    fn end(self) -> Result<(), Doubt> {
        let broken = self.member.map(|m| rule::length(m, self.count).next());
        broken.flatten().map_or(Ok(()), |_| Err(Doubt))
    }
}

impl Serializer for Glance {
    type Ok = ();
    type Error = Doubt;
    type SerializeSeq = Items;
    type SerializeTuple = Impossible<(), Doubt>;
    type SerializeTupleStruct = Impossible<(), Doubt>;
    type SerializeTupleVariant = Impossible<(), Doubt>;
    type SerializeMap = Fields;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Impossible<(), Doubt>;

    fn serialize_bool(self, _: bool) -> Result<(), Doubt> {
        Ok(())
    }

    fn serialize_i8(self, v: i8) -> Result<(), Doubt> {
        self.number(v.into())
    }

    fn serialize_i16(self, v: i16) -> Result<(), Doubt> {
        self.number(v.into())
    }

    fn serialize_i32(self, v: i32) -> Result<(), Doubt> {
        self.number(v.into())
    }

    fn serialize_i64(self, v: i64) -> Result<(), Doubt> {
        self.number(v)
    }

    fn serialize_u8(self, v: u8) -> Result<(), Doubt> {
        self.number(v.into())
    }

    fn serialize_u16(self, v: u16) -> Result<(), Doubt> {
        self.number(v.into())
    }

    fn serialize_u32(self, v: u32) -> Result<(), Doubt> {
        self.number(v.into())
    }

    fn serialize_u64(self, v: u64) -> Result<(), Doubt> {
        self.number(i64::try_from(v).unwrap_or(i64::MAX))
    }

    fn serialize_f32(self, v: f32) -> Result<(), Doubt> {
        self.serialize_f64(v.into())
    }

    /// No model bounds a fraction, so that its whole part is enough.
    fn serialize_f64(self, v: f64) -> Result<(), Doubt> {
        self.number(v as i64)
    }

    fn serialize_char(self, v: char) -> Result<(), Doubt> {
        self.text(v.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, v: &str) -> Result<(), Doubt> {
        self.text(v)
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Doubt> {
        Err(Doubt)
    }

    fn serialize_none(self) -> Result<(), Doubt> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Doubt> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Doubt> {
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Doubt> {
        Ok(())
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Doubt> {
        self.text(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Doubt> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Doubt> {
        Err(Doubt)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items, Doubt> {
        let member = match self.at {
            At::Value(member) => Some(member),
            At::Structure(_) | At::Free => None,
        };
        let free = Self {
            at: At::Free,
            ..self
        };
        Ok(Items {
            of: member.map_or(free, |member| self.within(member)),
            member,
            count: 0,
        })
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Doubt> {
        Err(Doubt)
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Doubt> {
        Err(Doubt)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Doubt> {
        Err(Doubt)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Fields, Doubt> {
        Ok(self.fields())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields, Doubt> {
        Ok(self.fields())
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Doubt> {
        Err(Doubt)
    }
}
