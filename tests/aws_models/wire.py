"""What AWS's service models say of the wire: protocols, names on the wire, wrappers, paths, statuses of errors.

`regenerate.py` writes it into wire/src/table.json. Inputs are followed as far as our shapes have them, with the wire
names of the members that we do not have, so that those can be refused by AWS's name. Answers are followed as far as ours go,
with what each of our types says of a member that has its default value, because serde leaves that out and AWS does not.
"""

import re

# Members of answers that have another name here: two or three operations share one of our shapes.
ANSWERS = {
    ("ec2:StartInstances", "Changes"): "StartingInstances",
    ("ec2:StopInstances", "Changes"): "StoppingInstances",
    ("ec2:TerminateInstances", "Changes"): "TerminatingInstances",
}
# Texts that AWS carries in another form: plain here.
BASE64 = {
    ("ec2:RunInstances", "UserData"),
    ("ec2:ImportKeyPair", "PublicKeyMaterial"),
    ("ec2:CreateLaunchTemplate", "UserData"),
    ("ec2:CreateLaunchTemplateVersion", "UserData"),
    ("ec2:DescribeLaunchTemplateVersions", "UserData"),
    ("ec2:GetConsoleOutput", "Output"),
}
# What AWS answers is a stream of its own; ours is what the stream would have shown.
NOT_ON_THE_WIRE = {"ecs:ExecuteCommand"}
# Where AWS leaves a list of tags out when there are none (EC2's and IAM's API references, examples of answers).
TAGS_ABSENT = ("ec2", "iam")
NUMBERS = {"u16", "u32", "u64", "i32", "i64"}


def default_words(text):
    """The first word of each enum of a service, which is its default: name -> word."""
    found = {}
    for block in re.findall(r"words! \{\n(.*?)\n\}\n", text, re.S):
        body = re.sub(r"///.*", "", block)
        found |= {name: word for name, word in re.findall(r'(\w+) \{\s*\w+ = "([^"]*)"', body)}
    return found


class Wire:
    """One service's part of the table."""

    def __init__(self, name, model, ours, source):
        self.name, self.model, self.ours = name, model, ours
        self.meta = model["metadata"]
        self.protocol = self.meta["protocol"] if self.meta["protocol"] != "smithy-rpc-v2-cbor" else "json"
        self.words = default_words(source)
        self.inputs, self.outputs = {}, {}
        self.followed = set()

    def service(self):
        meta = self.meta
        entry = {
            "signing": meta.get("signingName", meta["endpointPrefix"]),
            "protocol": self.protocol,
            "version": meta["apiVersion"],
        }
        if "xmlNamespace" in meta:
            entry["xmlns"] = meta["xmlNamespace"] + ("/" if self.protocol == "ec2" else "")
        if "targetPrefix" in meta:
            entry["target"] = meta["targetPrefix"]
            entry["json"] = meta["jsonVersion"]
        errors = {}
        for name, shape in self.model["shapes"].items():
            error = shape.get("error", {})
            status = error.get("httpStatusCode", 400)
            if shape.get("exception") and status != 400:
                errors[error.get("code", name)] = status
        entry["errors"] = dict(sorted(errors.items()))
        entry["operations"] = sorted(self.model["operations"])
        return entry

    def operation(self, own, aws, answer):
        key = f"{self.name}:{own}"
        model = self.model["operations"][aws]
        entry = {"aws": aws}
        shape = model.get("input", {}).get("shape")
        if shape:
            entry["input"] = own
            self.input(key, shape, own)
        if self.protocol == "rest-json":
            http = model["http"]
            entry["http"] = {"method": http["method"], "path": http["requestUri"], "status": http.get("responseCode", 200)}
        output = model.get("output", {})
        if "resultWrapper" in output:
            entry["wrapper"] = output["resultWrapper"]
        if key in NOT_ON_THE_WIRE:
            entry["stream"] = True
            return entry
        members = self.model["shapes"][output["shape"]]["members"] if output else {}
        entry["output"] = {}
        for member, kind in self.ours.get(answer, {}).items():
            name = ANSWERS.get((key, member), member)
            if name not in members:
                # Two of AWS's answers share one of our shapes: the member is another one's.
                assert kind.startswith("Option<"), f"{key}: {member}"
                continue
            entry["output"][member] = self.answer(key, members[name], kind, name, member)
            if name != member:
                entry["output"][member]["called"] = name
        # Who asks for a member of an answer that has none is told that there is nothing.
        assert answer != "Empty" or not members, f"{key} answers nothing, AWS answers {', '.join(members)}"
        return entry

    def wire_name(self, member, ref):
        name = ref.get("queryName")
        if name is None:
            name = ref.get("locationName", member)
            name = name[:1].upper() + name[1:] if self.protocol == "ec2" else name
        return name

    def input(self, key, aws, own):
        if (own, aws) in self.followed:
            return
        self.followed.add((own, aws))
        shape = self.model["shapes"][aws]
        entry = {"members": {}}
        for member, kind in self.ours[own].items():
            entry["members"][member] = self.asked(key, member, shape["members"][member], kind)
        if self.protocol in ("ec2", "query"):
            others = {self.wire_name(m, r): m for m, r in shape["members"].items() if m not in self.ours[own]}
            if others:
                entry["others"] = others
        kept = self.inputs.setdefault(own, entry)
        assert kept == entry, f"{self.name}: {own} is two shapes on the wire: {kept} and {entry}"

    def asked(self, key, member, ref, kind):
        """A member of an input: its wire name, its type, where it stands."""
        entry = self.asked_value(key, ref["shape"], kind)
        name = self.wire_name(member, ref) if self.protocol != "json" else member
        if name != member:
            entry["name"] = name
        if "location" in ref:
            entry["in"] = ref["location"]
        if (key, member) in BASE64:
            entry["as"] = "base64"
        return entry

    def asked_value(self, key, aws, kind):
        shape = self.model["shapes"][aws]
        inner = re.fullmatch(r"(?:Option|Vec)<(.*)>", kind)
        if shape["type"] == "structure":
            own = inner[1] if inner else kind
            self.input(key, aws, own)
            return {"type": "structure", "of": own}
        if shape["type"] == "list":
            kind = inner[1] if kind.startswith("Vec") else re.fullmatch(r"Option<Vec<(.*)>>", kind)[1]
            entry = {"type": "list", "value": self.asked_value(key, shape["member"]["shape"], kind)}
            if self.protocol == "query":
                entry["item"] = "" if shape.get("flattened") else shape["member"].get("locationName", "member")
            return entry
        if shape["type"] == "map":
            return {"type": "map", "value": self.asked_value(key, shape["value"]["shape"], "String")}
        return {"type": {"long": "integer", "blob": "string"}.get(shape["type"], shape["type"])}

    def output(self, key, aws, own):
        """One of our shapes as one of AWS's; what only another of AWS's has is not on the wire. Gives the name of both."""
        name = own if own == aws else f"{own}:{aws}"
        if name not in self.outputs:
            entry = self.outputs[name] = {}
            members = self.model["shapes"][aws]["members"]
            for member, kind in self.ours[own].items():
                if member in members:
                    entry[member] = self.answer(key, members[member], kind, member, member)
        return name

    def answer(self, key, ref, kind, aws, own):
        """A member of an answer: its wire name, its type, what is written when it has its type's default value."""
        entry = self.answer_value(key, ref["shape"], kind)
        name = ref.get("locationName", aws) if self.protocol in ("ec2", "query") else aws
        if name != own:
            entry["name"] = name
        if (key, own) in BASE64:
            entry["as"] = "base64"
        absent = kind.startswith("Option<") or kind in ("String", "SecretString", "Ipv4Addr")
        if absent or (own == "Tags" and self.name in TAGS_ABSENT):
            entry["absent"] = True
        return entry

    def answer_value(self, key, aws, kind):
        shape = self.model["shapes"][aws]
        sort = shape["type"]
        plain = re.sub(r"^Option<(.*)>$", r"\1", kind)
        if sort == "structure":
            return {"type": "structure", "of": self.output(key, aws, plain)}
        if sort == "list":
            inner = re.fullmatch(r"Vec<(.*)>", plain)[1]
            ref = shape["member"]
            entry = {"type": "list", "value": self.answer_value(key, ref["shape"], inner)}
            if self.protocol in ("ec2", "query"):
                entry["item"] = "" if shape.get("flattened") else ref.get("locationName", "member")
            return entry
        if sort == "map":
            inner = re.fullmatch(r"BTreeMap<String, (.*)>", plain)[1]
            return {"type": "map", "value": self.answer_value(key, shape["value"]["shape"], inner)}
        if sort in ("integer", "long") and plain in NUMBERS:
            return {"type": "integer"}
        if sort == "double" and plain == "f64":
            return {"type": "double"}
        if sort == "long" and plain == "Timestamp":
            return {"type": "timestamp", "as": "millis"}
        if sort == "timestamp" and plain == "Timestamp":
            return {"type": "timestamp"}
        if sort == "timestamp" and plain == "u64":
            return {"type": "timestamp", "as": "seconds"}
        if sort == "boolean" and plain == "bool":
            return {"type": "boolean"}
        if sort == "string" and plain in self.words:
            return {"type": "string", "default": self.words[plain]}
        if sort == "string" and plain in ("String", "SecretString", "Ipv4Addr"):
            # IAM carries policies percent-encoded (API reference, `Role`: "URL-encoded compliant with RFC 3986").
            return {"type": "string"} | ({"as": "percent"} if aws == "policyDocumentType" else {})
        raise AssertionError(f"{key}: AWS's {sort} {aws} is {kind} here")
