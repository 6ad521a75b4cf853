//! The one table of outputs, from which the same files are made as from the table of inputs.

use super::spec::OutputSpec;

/// Every output, in the order of the reference.
pub const OUTPUTS: &[OutputSpec] = &[
    OutputSpec {
        name: "deleted-count",
        docs: "How many versions this run deleted. What others had deleted already, and what was \
               brought back because others need it, is not among them.",
    },
    OutputSpec { name: "restored-count", docs: "How many versions it restored." },
    OutputSpec {
        name: "held-count",
        docs: "How many versions were selected but held, because something forbids to change \
               them.",
    },
    OutputSpec { name: "failed-count", docs: "How many versions something failed for." },
    OutputSpec {
        name: "kept-count",
        docs: "How many versions stay and were not held: protected, or not selected.",
    },
    OutputSpec {
        name: "remaining-count",
        docs: "How many versions of the plan were not reached, since a limit or a signal ended \
               the run.",
    },
    OutputSpec {
        name: "complete",
        docs: "`true` when every package was listed and judged to the end, nothing failed and \
               nothing remains, else `false`.",
    },
    OutputSpec {
        name: "deleted",
        docs: "The versions that were deleted: a JSON array of objects with `package`, `type`, \
               `id`, `name`, `tags` and `reason`.",
    },
    OutputSpec {
        name: "restored",
        docs: "The versions that were restored, in the form of `deleted`.",
    },
    OutputSpec {
        name: "untagged",
        docs: "The tags that `untag` took off, in the form of `deleted`: the version that each was on, \
               with that tag alone.",
    },
    OutputSpec { name: "held", docs: "The versions that were held, in the form of `deleted`." },
    OutputSpec {
        name: "failed",
        docs: "The versions that something failed for, in the form of `deleted`.",
    },
    OutputSpec {
        name: "planned-count",
        docs: "How many versions the plan of a dry run would change; 0 in other runs.",
    },
    OutputSpec {
        name: "planned",
        docs: "Those versions, in the form of `deleted`. In a dry run `deleted` and `restored` \
               are empty.",
    },
    OutputSpec {
        name: "truncated",
        docs: "`true` when a list above was shortened to fit into 256 KiB, else `false`; the \
               counts are never shortened.",
    },
    OutputSpec {
        name: "record",
        docs: "Where the record of the run is, from the workspace; empty where it could not be \
               written.",
    },
];
