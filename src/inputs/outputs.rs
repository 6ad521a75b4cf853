//! The one table of outputs, from which the same files are made as from the table of inputs.

use super::spec::OutputSpec;

/// Every output, in the order of the reference.
pub const OUTPUTS: &[OutputSpec] = &[
    OutputSpec { name: "planned-count", docs: "How many versions the plan would delete." },
    OutputSpec {
        name: "planned",
        docs: "Those versions: a JSON array of objects with `package`, `type`, `id`, `name`, `tags` \
               and `reason`.",
    },
    OutputSpec {
        name: "held-count",
        docs: "How many versions were selected but held, because something forbids to delete them.",
    },
    OutputSpec { name: "held", docs: "Those versions, in the form of `planned`." },
    OutputSpec {
        name: "kept-count",
        docs: "How many versions stay and were not held: protected, or not selected.",
    },
    OutputSpec { name: "failed-count", docs: "How many versions something failed for." },
    OutputSpec { name: "failed", docs: "Those versions, in the form of `planned`." },
    OutputSpec {
        name: "complete",
        docs: "`true` when every package was listed and judged to the end and nothing failed, else \
               `false`.",
    },
    OutputSpec {
        name: "truncated",
        docs: "`true` when a list above was shortened to fit into 256 KiB, else `false`; the counts \
               are never shortened.",
    },
];
