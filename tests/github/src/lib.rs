//! A stand-in for GitHub Packages.
