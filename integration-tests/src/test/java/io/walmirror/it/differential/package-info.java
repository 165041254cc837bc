/** The same changes through Debezium's connector and through ours, record by record. */
package io.walmirror.it.differential;
