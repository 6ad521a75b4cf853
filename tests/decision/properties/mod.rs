//! Random worlds, against a second telling of what users were promised.

mod applying;
mod drawing;
mod graph;
mod graphs;
mod monotony;
mod plain;
mod policies;
mod reading;
mod restoring;
mod selection;
mod text;
