package io.walmirror.transforms;

import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;

/** A row without its envelope, and which of its columns were found not to have been sent. */
record FlatRow(Schema schema, Object value, List<String> unchanged) {

  /** A field that the settings add has the name of a column. */
  static DataException taken(String name) {
    return new DataException(
        "the row has a column `"
            + name
            + "`, and the settings add a field of that name; choose another in "
            + FlattenConfig.ConfigName.DELETED_FIELD
            + " or, behind a colon, in "
            + FlattenConfig.ConfigName.METADATA_FIELDS);
  }
}
