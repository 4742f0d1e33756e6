"""Commits a checkpoint with the vendor's SDK."""

import os

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkdis.v2 import CommitCheckpointReq, CommitCheckpointRequest, DisClient
from huaweicloudsdkdis.v2.region.dis_region import DisRegion

credentials = BasicCredentials(
    os.environ["CLOUD_SDK_AK"], os.environ["CLOUD_SDK_SK"], "e9993fc787d94b6c886cbaa340f9c0f4"
)
region = DisRegion.value_of("cn-north-4")
client = DisClient.new_builder().with_credentials(credentials).with_region(region).build()
checkpoint = CommitCheckpointReq(
    stream_name="orders",
    app_name="billing",
    checkpoint_type="LAST_READ",
    partition_id="shardId-0000000000",
    sequence_number="2",
    metadata="batch 17",
)
answer = client.commit_checkpoint(CommitCheckpointRequest(body=checkpoint))
if answer.status_code != 201:
    raise SystemExit(f"not committed: {answer.status_code}")
print("committed")
