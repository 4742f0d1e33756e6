import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.dis.v2.DisClient;
import com.huaweicloud.sdk.dis.v2.model.DeleteCheckpointRequest;
import com.huaweicloud.sdk.dis.v2.region.DisRegion;

class DeleteCheckpoint {
    public static void main(String[] arguments) {
        var credentials = new BasicCredentials()
            .withAk(System.getenv("CLOUD_SDK_AK"))
            .withSk(System.getenv("CLOUD_SDK_SK"))
            .withProjectId("e9993fc787d94b6c886cbaa340f9c0f4");
        var client = DisClient.newBuilder()
            .withCredential(credentials)
            .withRegion(DisRegion.valueOf("cn-north-4"))
            .build();
        var request = new DeleteCheckpointRequest()
            .withStreamName("orders")
            .withAppName("billing")
            .withCheckpointType(DeleteCheckpointRequest.CheckpointTypeEnum.LAST_READ)
            .withPartitionId("shardId-0000000000");
        var answer = client.deleteCheckpoint(request);
        if (answer.getHttpStatusCode() != 204) {
            throw new IllegalStateException("not deleted: " + answer.getHttpStatusCode());
        }
        System.out.println("deleted");
    }
}
