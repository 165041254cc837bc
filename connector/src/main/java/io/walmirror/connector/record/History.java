package io.walmirror.connector.record;

/**
 * Which history a stream belongs to and what was asked of the server: the same in every offset of
 * one running task.
 */
public record History(
    long generation, String systemId, long timeline, String slot, String options) {}
