/** Reading rows that are there already while changes are streamed, when somebody asks for it. */
package io.walmirror.connector.snapshot.demand;
