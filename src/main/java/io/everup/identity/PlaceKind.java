package io.everup.identity;

/** How a grant says where it holds. */
public enum PlaceKind {
    /** In the whole installation. */
    EVERYTHING,
    /** In one resource pool: for the pool, its hosts, datastores, networks, templates and VMs. */
    POOL,
    /** For the VMs that wear a tag. */
    TAG,
    /** For one VM. */
    VM
}
