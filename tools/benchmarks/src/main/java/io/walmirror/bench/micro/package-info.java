/** Single steps, measured by JMH. */
package io.walmirror.bench.micro;
