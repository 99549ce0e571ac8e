#!/usr/bin/env python3
"""Writes core/src/aws/constraint/table.json and wire/src/table.json anew: what AWS's own service models say of the
inputs that we have, of how requests and answers stand on the wire (see wire.py), and of waiters (see waiters.py).

    python3 tests/aws_models/regenerate.py            writes the tables
    python3 tests/aws_models/regenerate.py --check    fails when a table in the tree is another one

Both fail when an answer lacks a member that AWS's model requires of it.

It installs the pinned botocore from the package index into a temporary virtual environment, unless this Python has
that version, and reads botocore/data/*/service-2.json. The tables hold facts only: names, bounds, patterns, words.
Members that AWS has and we do not are kept by name, so that they can be refused as not modelled. The names of
filters stand in no structure, so they are taken out of the members' documentation.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

import waiters
from wire import Wire

BOTOCORE = "1.44.8"
ROOT = pathlib.Path(__file__).resolve().parents[2]
SHAPES = ROOT / "core/src/aws"
TABLE = SHAPES / "constraint/table.json"
WIRE = ROOT / "wire/src/table.json"
WAITERS = ROOT / "wire/src/waiters.json"

# What one operation is called here and what AWS calls it, because another service has operations of the same names.
RENAMED = {
    "applicationautoscaling:DescribeApplicationScalingActivities": "DescribeScalingActivities",
    "ec2:DescribeMachineImages": "DescribeImages",
    "ec2:DescribeResourceTags": "DescribeTags",
    "servicediscovery:CreateDiscoveryService": "CreateService",
    "servicediscovery:ListDiscoveryServices": "ListServices",
    "servicediscovery:GetDiscoveryService": "GetService",
    "servicediscovery:DeleteDiscoveryService": "DeleteService",
}
# What AWS's models call a service whose name here is the one of a module.
MODELS = {"applicationautoscaling": "application-autoscaling"}
# `^(?!X)Y`, what a text may not begin with, which Rust's regular expressions lack: kept as two patterns.
NOT = re.compile(r"\^?\(\?!((?:[^()\\]|\\.)*)\)(.*)", re.S)


# The same within a pattern, said otherwise by hand.
BY_HAND = {
    # Java knows `Print` as ASCII (java.util.regex.Pattern, "POSIX character classes").
    r"\p{Print}+": r"[\x20-\x7E]+",
    # Of one to four parts, none of which begins with a dot.
    r"^(\/|(\/(?!\.)+[^$#<>;`|&?{}^*/\n]+){1,4})$": r"^(/|(/[^$#<>;`|&?{}^*/\n.][^$#<>;`|&?{}^*/\n]*){1,4})$",
    # The first alternative also looks ahead that it has at most 127 characters: see LONGEST.
    r"((?=^.{1,127}$)^([a-zA-Z0-9_][a-zA-Z0-9-_]{0,61}[a-zA-Z0-9_]|[a-zA-Z0-9])(\.([a-zA-Z0-9_][a-zA-Z0-9-_]{0,61}"
    r"[a-zA-Z0-9_]|[a-zA-Z0-9]))*$)|(^\.$)": r"([a-zA-Z0-9_][a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_]|[a-zA-Z0-9])"
    r"(\.([a-zA-Z0-9_][a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_]|[a-zA-Z0-9]))*|\.",
}
# What a pattern says of the length where its translation does not.
LONGEST = re.compile(r"\(\?=\^\.\{1,(\d+)\}\$\)")


def own_shapes(service):
    """The shapes that the `shapes!` blocks of a service declare: name -> {wire name of a member: type}."""
    text = (SHAPES / f"{service}.rs").read_text()
    block = re.search(r'shapes! \{ "(\w+)";\n(.*?)\n\}\n', text, re.S)
    case, body = block[1], re.sub(r"///.*", "", block[2])
    shapes = {}
    # Structures that need their own serde attributes are written out, behind the block.
    plain = re.sub(r"///.*|#\[(?!serde\(rename = )[^\n]*\]\n|\bpub ", "", text[: text.find("mod tests")])
    written = re.findall(r"^struct (\w+) \{([^{}]*)\}", plain, re.M)
    for name, members in written + re.findall(r"(\w+) \{([^{}]*)\}", body):
        shapes[name] = {}
        field = r'(?:#\[serde\(rename = "(\w+)"\)\])?\s*(?:r#)?(\w+)\s*:\s*([\w<>, :]+?)(?:,(?! Vec<|[^<]*>)|\s*$)'
        for renamed, own, kind in re.findall(field, members):
            words = own.split("_")
            wire = "".join(w[:1].upper() + w[1:] for w in words)
            if case == "camelCase":
                wire = wire[:1].lower() + wire[1:]
            shapes[name][renamed or wire] = kind.strip()
    return shapes


def own_operations():
    """The operations of AWS in the order of `operations!`: (service, operation, answer)."""
    text = (SHAPES / "mod.rs").read_text()
    block = text[text.index("operations! {") :]
    found = re.findall(r"\w+\(\w+\) in (\w+) \{(.*?)\n    \}", block, re.S)
    if len(found) < 10:
        sys.exit("operations! in core/src/aws/mod.rs is not written as this script reads it")
    for service, body in found:
        if service != "host":
            yield from ((service, *op) for op in re.findall(r"\w+: (\w+) -> (\w+)", body))


def rust(pattern):
    """The same pattern for Rust's `regex` without its tables for `\\w`: AWS's services run Java's, where it is ASCII."""
    if pattern in BY_HAND:
        return BY_HAND[pattern]
    # Java spells what lies beyond the first plane in halves, and none of those is a character here.
    pattern = pattern.replace(r"\uD800\uDC00-\uDBFF\uDFFF", r"\x{10000}-\x{10FFFF}")
    out, i, inside = "", 0, False
    classes = {"w": "0-9A-Za-z_", "d": "0-9", "s": r" \t\n\x0B\f\r"}
    for everything in (r"[\s\S]", r"[\S\s]"):
        pattern = pattern.replace(everything, "(?s:.)")
    while i < len(pattern):
        c = pattern[i]
        if c == "\\":
            n = pattern[i + 1]
            if n == "u":
                out += "\\x{" + pattern[i + 2 : i + 6] + "}"
                i += 6
                continue
            if n in classes:
                out += classes[n] if inside else f"[{classes[n]}]"
            elif n in "SWD":
                assert not inside, pattern
                out += f"[^{classes[n.lower()]}]"
            elif n in "/_:@=,!#%&'\"<>;`":
                out += n
            else:
                out += c + n
            i += 2
            continue
        if c == "[":
            if inside:
                out += "\\["
                i += 1
                continue
            inside = True
            out += c
            i += 1
            if pattern[i] == "^":
                out += "^"
                i += 1
            continue
        if c == "]":
            inside = False
        if inside and c in "&~" and pattern[i + 1] == c:
            out += "\\"
        out += c
        i += 1
    assert "(?!" not in out and "(?=" not in out, f"translate by hand: {pattern}"
    return out


def filters_of(documentation):
    """The names of filters in a member's documentation; a placeholder ends with `:`."""
    found = set()
    for item in re.findall(r"<li>(.*?)</li>", documentation, re.S):
        name = re.match(r"\s*(?:<p>)?\s*<code>([^<]+)</code>", item)
        if name:
            name = re.sub(r"<.*", "", name[1].replace("&lt;", "<"))
            # The placeholder stands within the name, behind it, or only in the sentence.
            found.add("tag:" if name == "tag" else name)
    return sorted(found)


class Service:
    """One service's table: AWS's shapes as far as our inputs reach them."""

    def __init__(self, loader, name):
        self.name = name
        self.model = loader.load_service_model(MODELS.get(name, name), "service-2")
        self.ours = own_shapes(name)
        self.shapes = {}

    def operation(self, own):
        aws = RENAMED.get(f"{self.name}:{own}", own)
        shape = self.model["operations"][aws].get("input", {}).get("shape")
        if shape is None:
            return {"input": None}
        # Two of our shapes may stand for one of AWS's; then each keeps its own members.
        self.structure(shape, own)
        entry = {"input": own}
        documented = self.model["shapes"][shape]["members"].get("Filters", {}).get("documentation", "")
        if "Filters" in self.ours[own] and (names := filters_of(documented)):
            entry["filters"] = names
        return entry

    def lacks(self, own, answer):
        """What AWS's model requires of an operation's answer and ours does not have: `shape.member`."""
        aws = RENAMED.get(f"{self.name}:{own}", own)
        shape = self.model["operations"][aws].get("output", {}).get("shape")
        return set() if shape is None else self.lacking(shape, answer, set())

    def lacking(self, aws, own, seen):
        shape = self.model["shapes"][aws]
        if (aws, own) in seen or own not in self.ours:
            return set()
        seen.add((aws, own))
        ours = self.ours[own]
        lacking = {f"{self.name}:{aws}.{m}" for m in shape.get("required", []) if m not in ours}
        for member, kind in ours.items():
            inner = shape["members"].get(member, {}).get("shape")
            while inner and self.model["shapes"][inner]["type"] == "list":
                inner = self.model["shapes"][inner]["member"]["shape"]
            if inner and self.model["shapes"][inner]["type"] == "structure":
                lacking |= self.lacking(inner, re.sub(r"^(?:(?:Option|Vec)<)+|>+$", "", kind), seen)
        return lacking

    def structure(self, aws, own):
        if own in self.shapes:
            return
        shape = self.model["shapes"][aws]
        entry = self.shapes[own] = {"aws": aws, "members": {}}
        for member, kind in self.ours[own].items():
            ref = shape["members"][member]
            entry["members"][member] = self.value(ref["shape"], kind)
        if required := [m for m in shape.get("required", []) if m in self.ours[own]]:
            entry["required"] = required
        if others := [m for m in shape["members"] if m not in self.ours[own]]:
            entry["others"] = others

    def value(self, aws, kind):
        """A member's constraints: its type, its bounds, what it holds."""
        shape = self.model["shapes"][aws]
        inner = re.fullmatch(r"(?:Option|Vec)<(.*)>", kind)
        # Octets are a text here, in base64 on the wire.
        entry = {"type": "string" if shape["type"] == "blob" else shape["type"]}
        entry |= {k: shape[k] for k in ("min", "max") if k in shape}
        if shape["type"] == "structure":
            own = inner[1] if inner else kind
            self.structure(aws, own)
            return {"type": "structure", "of": own}
        if shape["type"] == "list":
            entry["of"] = self.value(shape["member"]["shape"], inner[1])
        elif shape["type"] == "map":
            entry["key"] = self.value(shape["key"]["shape"], "String")
            entry["of"] = self.value(shape["value"]["shape"], "String")
        elif shape["type"] == "string":
            if not inner and kind not in ("String", "SecretString"):
                # One of our enums: its first word is the default, which is left out on the wire.
                entry["always"] = True
            if "pattern" in shape:
                entry["pattern"] = shape["pattern"]
                rest = shape["pattern"]
                if longest := LONGEST.search(rest):
                    entry["longest"] = int(longest[1])
                if split := NOT.fullmatch(rest):
                    entry["not"], rest = rust(split[1]), split[2]
                if (translated := rust(rest)) != shape["pattern"]:
                    entry["rust"] = translated
            if "enum" in shape:
                entry["enum"] = shape["enum"]
        return entry


def line(value):
    return json.dumps(value, separators=(",", ":"))


def rows(table):
    return ",\n".join(f"{line(k)}:{line(v)}" for k, v in table.items())


def parts(tables):
    return ",\n".join(f"{line(n)}:{{\n{rows(dict(sorted(t.items())))}\n}}" for n, t in tables.items())


def source(model="service-2"):
    return f'"source":"botocore {BOTOCORE}, {model}.json of each service; written by tests/aws_models/regenerate.py"'


def tables():
    """The text of each table by its path."""
    import botocore.loaders

    loader = botocore.loaders.Loader()
    services, wires, operations, carried, lacking = {}, {}, {}, {}, set()
    for service, own, answer in own_operations():
        if service not in services:
            known = services[service] = Service(loader, service)
            wires[service] = Wire(service, known.model, known.ours, (SHAPES / f"{service}.rs").read_text())
        key = f"{service}:{own}"
        operations[key] = services[service].operation(own)
        carried[key] = wires[service].operation(own, RENAMED.get(key, own), answer)
        lacking |= services[service].lacks(own, answer)
    if lacking:
        sys.exit("AWS's models require of answers what ours do not have: " + ", ".join(sorted(lacking)))
    shapes = parts({n: s.shapes for n, s in services.items()})
    kept = rows({n: w.service() for n, w in wires.items()})
    inputs, outputs = parts({n: w.inputs for n, w in wires.items()}), parts({n: w.outputs for n, w in wires.items()})
    named = lambda operation: RENAMED.get(operation, operation.split(":")[1])
    waiting = parts({n: waiters.of_service(loader, MODELS.get(n, n), operations, named) for n in services})
    return {
        TABLE: f'{{{source()},\n"operations":{{\n{rows(operations)}\n}},\n"shapes":{{\n{shapes}\n}}}}\n',
        WIRE: f'{{{source()},\n"services":{{\n{kept}\n}},\n"operations":{{\n{rows(carried)}\n}},\n'
        f'"inputs":{{\n{inputs}\n}},\n"outputs":{{\n{outputs}\n}}}}\n',
        WAITERS: f'{{{source("waiters-2")},\n"services":{{\n{waiting}\n}}}}\n',
    }


def main():
    try:
        import botocore

        at_hand = botocore.__version__ == BOTOCORE
    except ImportError:
        at_hand = False
    if not at_hand:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
            python = f"{folder}/bin/python"
            subprocess.run([python, "-m", "pip", "install", "--quiet", f"botocore=={BOTOCORE}"], check=True)
            sys.exit(subprocess.run([python, __file__, *sys.argv[1:]]).returncode)
    for path, fresh in tables().items():
        if "--check" in sys.argv[1:]:
            if not path.exists() or path.read_text() != fresh:
                sys.exit(f"{path.relative_to(ROOT)} is not what botocore {BOTOCORE} and the shapes give: run {__file__}")
            continue
        path.parent.mkdir(exist_ok=True)
        path.write_text(fresh)


if __name__ == "__main__":
    main()
