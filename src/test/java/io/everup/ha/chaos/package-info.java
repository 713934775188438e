/**
 * High availability in virtual time: the real {@link io.everup.ha.core.Leader}, rules and planner, several replicas of the
 * portal, one database, and hosts that fail in every way. A run is a seed and a script, and every run of the same is the
 * same. {@link io.everup.ha.chaos.Laws} are checked at every step.
 */
package io.everup.ha.chaos;
