create schema bi;

create view bi."诉求件" as
select no as "编号", status as "状态", kind as "类别", item as "事项", area as "区划", channel as "渠道",
       secret as "涉密", urgent as "紧急", centre as "受理中心", lead as "主办单位", round as "轮次",
       to_timestamp(submitted_at / 1000.0) as "提交时间",
       to_timestamp(accepted_at / 1000.0) as "受理时间",
       to_timestamp(due / 1000.0) as "期限",
       to_timestamp(stopped_at / 1000.0) as "停计时间",
       to_timestamp(ended_at / 1000.0) as "结束时间",
       coalesce(stopped_at, cast(extract(epoch from now()) * 1000 as BIGINT)) >= due as "超期"
from cases;

create view bi."承办" as
select c.no as "编号", a.round as "轮次", a.unit as "单位", a.duty as "分工", a.upper as "上级单位", a.state as "状态",
       to_timestamp(a.given_at / 1000.0) as "交办时间",
       to_timestamp(a.sign_by / 1000.0) as "签收时限"
from assignments a join cases c on c.case_id = a.case_id;

create view bi."经过" as
select c.no as "编号", e.seq as "序号", e.kind as "事件", e.actor as "办理人",
       to_timestamp(e.at / 1000.0) as "时间"
from events e join cases c on c.case_id = e.stream_id;
