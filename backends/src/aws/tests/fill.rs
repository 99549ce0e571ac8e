//! Shapes in which every member has a value that no other shape leaves by itself.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess,
    VariantAccess, Visitor, value::Error,
};

/// Makes a value of any shape, with every member set.
pub(super) fn filled<T: DeserializeOwned>() -> T {
    T::deserialize(Fill("whole")).expect("every shape can be filled")
}

/// Gives a value to whatever asks; the name of the member decides about texts.
#[derive(Clone, Copy)]
struct Fill(&'static str);

/// A text that the member's reader accepts.
fn text(member: &str) -> String {
    let member = member.to_lowercase();
    match member.as_str() {
        "publicipaddress" | "privateipaddress" | "publicip" => "192.0.2.7".to_owned(),
        "priority" => "7".to_owned(),
        _ => format!("the-{member}"),
    }
}

macro_rules! numbers {
    ($( $function:ident: $visit:ident($value:expr), )*) => {
        $( fn $function<V: Visitor<'de>>(self, v: V) -> Result<V::Value, Error> { v.$visit($value) } )*
    };
}

impl<'de> Deserializer<'de> for Fill {
    type Error = Error;

    numbers! {
        deserialize_bool: visit_bool(true),
        deserialize_u16: visit_u16(7),
        deserialize_u32: visit_u32(7),
        deserialize_u64: visit_u64(7_000_000),
        deserialize_i32: visit_i32(7),
        deserialize_i64: visit_i64(7),
        deserialize_f64: visit_f64(7.5),
    }

    fn deserialize_any<V: Visitor<'de>>(self, v: V) -> Result<V::Value, Error> {
        v.visit_string(text(self.0))
    }

    fn deserialize_option<V: Visitor<'de>>(self, v: V) -> Result<V::Value, Error> {
        v.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        v: V,
    ) -> Result<V::Value, Error> {
        v.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, v: V) -> Result<V::Value, Error> {
        v.visit_seq(SeqDeserializer::new([self].into_iter()))
    }

    fn deserialize_map<V: Visitor<'de>>(self, v: V) -> Result<V::Value, Error> {
        v.visit_map(MapDeserializer::new([("a-key", self)].into_iter()))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        members: &'static [&'static str],
        v: V,
    ) -> Result<V::Value, Error> {
        v.visit_map(Members(members, ""))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        v: V,
    ) -> Result<V::Value, Error> {
        v.visit_enum(Last(variants[variants.len() - 1]))
    }

    serde::forward_to_deserialize_any! {
        i8 i16 u8 f32 char str string bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

impl IntoDeserializer<'_, Error> for Fill {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

/// The members that are still to be given, and the one whose value is next.
struct Members(&'static [&'static str], &'static str);

impl<'de> MapAccess<'de> for Members {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some((first, rest)) = self.0.split_first() else {
            return Ok(None);
        };
        *self = Self(rest, first);
        seed.deserialize((*first).into_deserializer()).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        seed.deserialize(Fill(self.1))
    }
}

/// The last of an enum's words: the first is what an absent one is read as.
struct Last(&'static str);

impl<'de> EnumAccess<'de> for Last {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Error> {
        Ok((seed.deserialize(self.0.into_deserializer())?, self))
    }
}

impl<'de> VariantAccess<'de> for Last {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(Fill(self.0))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, v: V) -> Result<V::Value, Error> {
        v.visit_string(text(self.0))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        members: &'static [&'static str],
        v: V,
    ) -> Result<V::Value, Error> {
        v.visit_map(Members(members, ""))
    }
}
