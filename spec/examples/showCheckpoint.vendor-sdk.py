"""Shows a checkpoint with the vendor's SDK."""

import os

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkdis.v2 import DisClient, ShowCheckpointRequest
from huaweicloudsdkdis.v2.region.dis_region import DisRegion

credentials = BasicCredentials(
    os.environ["CLOUD_SDK_AK"], os.environ["CLOUD_SDK_SK"], "e9993fc787d94b6c886cbaa340f9c0f4"
)
region = DisRegion.value_of("cn-north-4")
client = DisClient.new_builder().with_credentials(credentials).with_region(region).build()
request = ShowCheckpointRequest(
    stream_name="orders",
    app_name="billing",
    checkpoint_type="LAST_READ",
    partition_id="shardId-0000000000",
)
answer = client.show_checkpoint(request)
print(answer.sequence_number, answer.metadata)
